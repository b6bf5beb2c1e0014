// hb_norm_lane: one element of a row to its code: two products, two rounding shifts, clamp.
//
// z = clamp((q * multiplier + addend) >> shift) to 16 bits, then code =
// clamp(((z * gain + bias + 2^(t-1)) >> t) + zero, lo, hi), or zero where absent_i. The factors are
// those of hb_norm_factors, which bound z: only 2^15 is cut, to 2^15 - 1. With EXPLICIT products
// and shifts are those of hb_mul_add and hb_shift_window, else operators.
//
// Latency: stage 0 takes the element; stages 1, 2 and 3 follow a cycle each; code_o is that of the
//   element in stage 3.
// Throughput: one element a cycle.
// Handshake: bit s of stage_i tells that stage s holds an element. multiplier_i, triple_i (three
//   times it) and addend_i belong to the element in stage 0, shift_i to that in stage 1, gain_i and
//   bias_i to that in stage 2, absent_i to that in stage 3. t, zero, lo and hi are constant while
//   elements are in flight; zero, lo and hi fit ACT_BITS + 1 bits, t is 1 to 62, and 2^15 * |gain|
//   + |bias| < 2^31.
// Combinational paths: absent_i, t_i, zero_i, lo_i and hi_i to code_o.
module hb_norm_lane #(
  parameter int ACT_BITS    = 4,
  parameter int FACTOR_BITS = 26,
  parameter int ADDEND_BITS = 41,
  parameter int EXPLICIT    = 0
) (
  input  logic                             clk_i,
  input  logic [2:0]                       stage_i,
  input  logic [5:0]                       t_i,
  // verilator lint_off UNUSEDSIGNAL
  // Reason: numbers of codes need ACT_BITS + 1 bits.
  input  logic [hb_pkg::ELEMENT_WIDTH-1:0] zero_i,
  input  logic [hb_pkg::ELEMENT_WIDTH-1:0] lo_i,
  input  logic [hb_pkg::ELEMENT_WIDTH-1:0] hi_i,
  // verilator lint_on UNUSEDSIGNAL
  input  logic [hb_pkg::ELEMENT_WIDTH-1:0] q_i,
  input  logic [FACTOR_BITS-1:0]           multiplier_i,
  input  logic [FACTOR_BITS-1:0]           triple_i,
  input  logic [ADDEND_BITS-1:0]           addend_i,
  input  logic [5:0]                       shift_i,
  input  logic [15:0]                      gain_i,
  input  logic [31:0]                      bias_i,
  input  logic                             absent_i,
  output logic [ACT_BITS-1:0]              code_o
);

  localparam int AB = ACT_BITS;

  // Stage 0: q * multiplier + addend.
  logic [ADDEND_BITS-1:0] x_q;

  hb_mul_add #(
    .MULTIPLIER_BITS(16),
    .ROW_BITS       (FACTOR_BITS),
    .SUM_BITS       (ADDEND_BITS),
    .EXPLICIT       (EXPLICIT)
  ) u_normal (
    .clk_i         (clk_i),
    .valid_i       (stage_i[0]),
    .multiplier_i  (q_i),
    .multiplicand_i(multiplier_i),
    .triple_i      (triple_i),
    .addend_i      (addend_i),
    .sum_o         (x_q)
  );

  // Stage 1: z. Where it has 17 bits the lowest 16 are 2^15.
  logic [15:0] shifted;
  logic [15:0] z_q;

  // Stage 2: z * gain + bias.
  logic [17:0] gain;
  logic [17:0] gain_triple;
  logic [31:0] y_q;
  assign gain = {{2{gain_i[15]}}, gain_i};

  hb_mul_add #(
    .MULTIPLIER_BITS(16),
    .ROW_BITS       (18),
    .SUM_BITS       (32),
    .EXPLICIT       (EXPLICIT)
  ) u_scaled (
    .clk_i         (clk_i),
    .valid_i       (stage_i[2]),
    .multiplier_i  (z_q),
    .multiplicand_i(gain),
    .triple_i      (gain_triple),
    .addend_i      (bias_i),
    .sum_o         (y_q)
  );

  // Stage 3: the shift keeps the last bit shifted out, which rounds. What does not fit ACT_BITS + 2
  // bits is beyond the bounds, whatever zero is.
  logic [AB+1:0]        halves;
  logic                 beyond;
  logic signed [AB+2:0] number;
  logic signed [AB+2:0] lo;
  logic signed [AB+2:0] hi;
  logic                 below;
  logic                 above;
  assign number = {{2{y_q[31]}}, halves[AB+1:1]} + {{2{zero_i[AB]}}, zero_i[AB:0]}
      + {{(AB+2){1'b0}}, halves[0]};
  assign lo = {{2{lo_i[AB]}}, lo_i[AB:0]};
  assign hi = {{2{hi_i[AB]}}, hi_i[AB:0]};
  assign below = beyond ? y_q[31] : number < lo;
  assign above = beyond ? !y_q[31] : number > hi;
  assign code_o = absent_i ? zero_i[AB-1:0]
      : below ? lo_i[AB-1:0]
      : above ? hi_i[AB-1:0]
      : number[AB-1:0];

  always_ff @(posedge clk_i) begin
    if (stage_i[1]) z_q <= (!x_q[ADDEND_BITS-1] && shifted[15]) ? 16'h7fff : shifted;
  end

  if (EXPLICIT != 0) begin : gen_windows
    // verilator lint_off UNUSEDSIGNAL
    // Reason: the factors see to it that z has 17 bits.
    logic x_beyond;
    // verilator lint_on UNUSEDSIGNAL

    hb_ripple_add #(
      .BITS       (18),
      .RIPPLE_BITS(18)
    ) u_triple (
      .a_i    (gain),
      .b_i    (gain << 1),
      .carry_i(1'b0),
      .sum_o  (gain_triple)
    );

    hb_shift_window #(
      .IN_BITS (ADDEND_BITS),
      .OUT_BITS(16),
      .STEPS   (6)
    ) u_shifted (
      .word_i  (x_q),
      .sign_i  (x_q[ADDEND_BITS-1]),
      .shift_i (shift_i),
      .window_o(shifted),
      .beyond_o(x_beyond)
    );

    hb_shift_window #(
      .IN_BITS (33),
      .OUT_BITS(AB + 2),
      .STEPS   (6)
    ) u_halves (
      .word_i  ({y_q, 1'b0}),
      .sign_i  (y_q[31]),
      .shift_i (t_i),
      .window_o(halves),
      .beyond_o(beyond)
    );
  end else begin : gen_shifts
    // verilator lint_off UNUSEDSIGNAL
    // Reason: z has 17 bits, the others are copies of its sign.
    logic signed [ADDEND_BITS-1:0] x_signed;
    logic signed [ADDEND_BITS-1:0] x_shifted;
    // verilator lint_on UNUSEDSIGNAL
    logic signed [32:0]            doubled;
    logic signed [32:0]            y_shifted;
    assign gain_triple = (gain << 1) + gain;
    assign x_signed = x_q;
    assign x_shifted = x_signed >>> shift_i;
    assign shifted = x_shifted[15:0];
    assign doubled = {y_q, 1'b0};
    assign y_shifted = doubled >>> t_i;
    assign halves = y_shifted[AB+1:0];
    assign beyond = y_shifted[32:AB+2] != {(31-AB){y_q[31]}};
  end

endmodule
