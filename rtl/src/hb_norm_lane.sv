// hb_norm_lane: one element of a row to its code: two products, two rounding shifts, clamp.
//
// z = clamp((q' * multiplier + addend) >> shift) to 16 bits, q' = q + 2^15 unsigned, then code =
// clamp(((z * gain + bias + 2^(t-1)) >> t) + zero, lo, hi), or zero where absent_i. The factors are
// those of hb_norm_factors, which bound z: only 2^15 is cut, to 2^15 - 1. The product with the gain
// takes z + 2^15, unsigned, and 2^15 gains less.
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

  // Stage 0: q' * multiplier + addend.
  logic [ADDEND_BITS-1:0]        x_bits;
  logic signed [ADDEND_BITS-1:0] x_q;

  hb_mul_add #(
    .MULTIPLIER_BITS(16),
    .ROW_BITS       (FACTOR_BITS),
    .SUM_BITS       (ADDEND_BITS),
    .EXPLICIT       (EXPLICIT)
  ) u_normal (
    .clk_i         (clk_i),
    .valid_i       (stage_i[0]),
    .multiplier_i  ({~q_i[15], q_i[14:0]}),
    .multiplicand_i(multiplier_i),
    .triple_i      (triple_i),
    .addend_i      (addend_i),
    .offset_i      ({ADDEND_BITS{1'b0}}),
    .increment_i   (1'b0),
    .sum_o         (x_bits)
  );

  // Stage 1: z + 2^15.
  // verilator lint_off UNUSEDSIGNAL
  // Reason: z has 17 bits, the others are copies of its sign.
  logic signed [ADDEND_BITS-1:0] shifted;
  // verilator lint_on UNUSEDSIGNAL
  logic [15:0] z_q;
  assign x_q = x_bits;
  assign shifted = x_q >>> shift_i;

  // Stage 2: z * gain + bias.
  logic [17:0]        gain;
  logic [31:0]        y_bits;
  logic signed [31:0] y_q;
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
    .triple_i      ((gain << 1) + gain),
    .addend_i      (bias_i),
    .offset_i      (~{gain_i[15], gain_i, 15'd0}),
    .increment_i   (1'b1),
    .sum_o         (y_bits)
  );

  // Stage 3: the shift keeps the last bit shifted out, which rounds. What does not fit ACT_BITS + 2
  // bits is beyond the bounds, whatever zero is.
  logic signed [32:0]   doubled;
  logic signed [32:0]   halves;
  logic                 fits;
  logic signed [AB+2:0] number;
  logic signed [AB+2:0] lo;
  logic signed [AB+2:0] hi;
  logic                 below;
  logic                 above;
  assign y_q = y_bits;
  assign doubled = {y_q, 1'b0};
  assign halves = doubled >>> t_i;
  assign fits = halves[32:AB+2] == {(31-AB){halves[32]}};
  assign number = {halves[AB+2], halves[AB+2:1]} + {{2{zero_i[AB]}}, zero_i[AB:0]}
      + {{(AB+2){1'b0}}, halves[0]};
  assign lo = {{2{lo_i[AB]}}, lo_i[AB:0]};
  assign hi = {{2{hi_i[AB]}}, hi_i[AB:0]};
  assign below = fits ? number < lo : halves[32];
  assign above = fits ? number > hi : !halves[32];
  assign code_o = absent_i ? zero_i[AB-1:0]
      : below ? lo_i[AB-1:0]
      : above ? hi_i[AB-1:0]
      : number[AB-1:0];

  always_ff @(posedge clk_i) begin
    if (stage_i[1]) z_q <= (shifted[16:15] == 2'b01) ? '1 : {~shifted[15], shifted[14:0]};
  end

endmodule
