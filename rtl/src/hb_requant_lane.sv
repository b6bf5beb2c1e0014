// hb_requant_lane: the requantization of hb_requant for one value, in the form for synthesis.
//
// Both products are rows of hb_product_rows and meet in one addition. Of what is shifted 17 bits
// and the sign are kept, and a bit below for the rounding: neither zero point nor rounding bring a
// number that does not fit them back between the bounds, which have 16 bits.
//
// VALUE_BITS is for value + bias, MULT_BITS for the multiplier. Where records keep to fewer bits,
// fewer give the same result: a multiplier with zeros at its end stands for one with a smaller
// shift.
//
// Latency: 5 cycles from the operands to y_o; bit n of stage_i is the valid of stage n, n cycles
//   behind the operands.
// Throughput: one value a cycle.
// Handshake: valid only. The operands without a stage (residual_enable_i to z2_i) are constant
//   while values are in flight; m2_triple_i is three times m2_i.
// Combinational paths: none.
module hb_requant_lane #(
  parameter int ACC_BITS   = 24,
  parameter int VALUE_BITS = 33,
  parameter int MULT_BITS  = 31
) (
  input  logic                                    clk_i,
  input  logic [4:0]                              stage_i,
  input  logic                                    residual_enable_i,
  input  logic signed [hb_pkg::ELEMENT_WIDTH-1:0] zero_i,
  input  logic signed [hb_pkg::ELEMENT_WIDTH-1:0] lo_i,
  input  logic signed [hb_pkg::ELEMENT_WIDTH-1:0] hi_i,
  input  logic [hb_pkg::CMD_M2_WIDTH-1:0]         m2_i,
  input  logic [hb_pkg::CMD_M2_WIDTH+1:0]         m2_triple_i,
  input  logic signed [hb_pkg::ELEMENT_WIDTH-1:0] z2_i,
  input  logic signed [ACC_BITS-1:0]              value_i,
  input  logic signed [31:0]                      bias_i,
  input  logic [30:0]                             mult_i,
  input  logic [5:0]                              shift_i,
  input  logic signed [hb_pkg::ELEMENT_WIDTH-1:0] residual_i,
  output logic [hb_pkg::ELEMENT_WIDTH-1:0]        y_o
);

  localparam int EW = hb_pkg::ELEMENT_WIDTH;
  localparam int MW = hb_pkg::CMD_M2_WIDTH;
  // Multipliers have no sign: three times one has two bits more, and a row one for the sign.
  localparam int ROW_BITS = MULT_BITS + 3;
  localparam int ROWS_BITS = VALUE_BITS + VALUE_BITS % 2;
  localparam int SIDE_ROW_BITS = MW + 3;
  localparam int SIDE_ROWS_BITS = EW + 2;
  localparam int SIDE_BITS = EW + 1 + MW;
  localparam int LONGER = (VALUE_BITS + MULT_BITS > SIDE_BITS) ? VALUE_BITS + MULT_BITS : SIDE_BITS;
  localparam int TOTAL_BITS = (LONGER < 64) ? LONGER + 1 : 64;
  localparam int KEPT_BITS = 18;
  localparam int FAR_BITS = KEPT_BITS + 15;
  localparam int SUM_BITS = KEPT_BITS + 1;

  // Stage A: the operands of both products. B: their sum. C: far shifts. D: near shifts. E:
  // rounded, zero point added, clamped.
  // verilator lint_off UNUSEDSIGNAL
  // Reason: with fewer VALUE_BITS than a bias has the upper ones are copies of the sign.
  logic [32:0]                 wide;
  logic [32:0]                 bias;
  // verilator lint_on UNUSEDSIGNAL
  logic [VALUE_BITS-1:0]       value;
  logic [EW:0]                 difference;
  logic [MULT_BITS+1:0]        triple;
  logic [VALUE_BITS-1:0]       value_q;
  logic [EW:0]                 difference_q;
  logic [MULT_BITS-1:0]        mult_q;
  logic [MULT_BITS+1:0]        triple_q;
  logic [5:0]                  shift_a_q;
  logic [5:0]                  shift_b_q;
  logic [3:0]                  shift_c_q;
  logic [TOTAL_BITS-1:0]       total_q;

  assign wide = {{(33-ACC_BITS){value_i[ACC_BITS-1]}}, value_i};
  assign bias = {bias_i[31], bias_i};

  hb_ripple_add #(
    .BITS       (VALUE_BITS),
    .RIPPLE_BITS(VALUE_BITS)
  ) u_value (
    .a_i    (wide[VALUE_BITS-1:0]),
    .b_i    (bias[VALUE_BITS-1:0]),
    .carry_i(1'b0),
    .sum_o  (value)
  );

  hb_ripple_add #(
    .BITS       (EW + 1),
    .RIPPLE_BITS(EW + 1)
  ) u_difference (
    .a_i    ({residual_i[EW-1], residual_i}),
    .b_i    (~{z2_i[EW-1], z2_i}),
    .carry_i(1'b1),
    .sum_o  (difference)
  );

  hb_ripple_add #(
    .BITS       (MULT_BITS + 2),
    .RIPPLE_BITS(MULT_BITS + 2)
  ) u_triple (
    .a_i    ({2'b00, mult_i[MULT_BITS-1:0]}),
    .b_i    ({1'b0, mult_i[MULT_BITS-1:0], 1'b0}),
    .carry_i(1'b0),
    .sum_o  (triple)
  );

  always_ff @(posedge clk_i) begin
    if (stage_i[0]) begin
      value_q      <= value;
      difference_q <= residual_enable_i ? difference : '0;
      mult_q       <= mult_i[MULT_BITS-1:0];
      triple_q     <= triple;
      shift_a_q    <= shift_i;
    end
    if (stage_i[1]) shift_b_q <= shift_a_q;
    if (stage_i[2]) shift_c_q <= shift_b_q[3:0];
  end

  logic [TOTAL_BITS-1:0] main_sum;
  logic [TOTAL_BITS-1:0] main_carry;
  logic [TOTAL_BITS-1:0] side_sum;
  logic [TOTAL_BITS-1:0] side_carry;
  logic [TOTAL_BITS-1:0] sum_three;
  logic [TOTAL_BITS-1:0] carry_three;
  logic [TOTAL_BITS-1:0] sum_four;
  logic [TOTAL_BITS-1:0] carry_four;
  logic [TOTAL_BITS-1:0] total;

  hb_product_rows #(
    .MULTIPLIER_BITS(ROWS_BITS),
    .ROW_BITS       (ROW_BITS),
    .SUM_BITS       (TOTAL_BITS)
  ) u_main (
    .multiplier_i  ({{(ROWS_BITS-VALUE_BITS+1){value_q[VALUE_BITS-1]}}, value_q[VALUE_BITS-2:0]}),
    .multiplicand_i({3'b000, mult_q}),
    .triple_i      ({1'b0, triple_q}),
    .sum_o         (main_sum),
    .carry_o       (main_carry)
  );

  hb_product_rows #(
    .MULTIPLIER_BITS(SIDE_ROWS_BITS),
    .ROW_BITS       (SIDE_ROW_BITS),
    .SUM_BITS       (TOTAL_BITS)
  ) u_side (
    .multiplier_i  ({difference_q[EW], difference_q}),
    .multiplicand_i({3'b000, m2_i}),
    .triple_i      ({1'b0, m2_triple_i}),
    .sum_o         (side_sum),
    .carry_o       (side_carry)
  );

  // Four words to two.
  always_comb begin : merge
    logic [TOTAL_BITS-1:0] half;
    half = main_sum ^ main_carry;
    sum_three = half ^ side_sum;
    carry_three = ((half & side_sum) | (~half & main_sum)) << 1;
    half = sum_three ^ side_carry;
    sum_four = half ^ carry_three;
    carry_four = ((half & carry_three) | (~half & side_carry)) << 1;
  end

  hb_ripple_add #(
    .BITS       (TOTAL_BITS),
    .RIPPLE_BITS(TOTAL_BITS)
  ) u_total (
    .a_i    (sum_four),
    .b_i    (carry_four),
    .carry_i(1'b0),
    .sum_o  (total)
  );

  always_ff @(posedge clk_i) begin
    if (stage_i[1]) total_q <= total;
  end

  // One bit more below: the last bit shifted out rounds.
  logic [FAR_BITS-1:0]  far;
  logic                 far_beyond;
  logic [FAR_BITS-1:0]  far_q;
  logic                 far_beyond_q;
  logic                 negative_q;
  logic [KEPT_BITS-1:0] near;
  logic                 near_beyond;
  logic [KEPT_BITS-1:0] near_q;
  logic                 negative_d_q;

  hb_shift_window #(
    .IN_BITS (TOTAL_BITS + 1),
    .OUT_BITS(FAR_BITS),
    .STEPS   (2),
    .STEP_LSB(4)
  ) u_far (
    .word_i  ({total_q, 1'b0}),
    .sign_i  (total_q[TOTAL_BITS-1]),
    .shift_i (shift_b_q[5:4]),
    .window_o(far),
    .beyond_o(far_beyond)
  );

  hb_shift_window #(
    .IN_BITS (FAR_BITS),
    .OUT_BITS(KEPT_BITS),
    .STEPS   (4),
    .STEP_LSB(0)
  ) u_near (
    .word_i  (far_q),
    .sign_i  (negative_q),
    .shift_i (shift_c_q),
    .window_o(near),
    .beyond_o(near_beyond)
  );

  always_ff @(posedge clk_i) begin
    if (stage_i[2]) begin
      far_q        <= far;
      far_beyond_q <= far_beyond;
      negative_q   <= total_q[TOTAL_BITS-1];
    end
    if (stage_i[3]) begin
      if (far_beyond_q || near_beyond) near_q <= {{(KEPT_BITS-1){!negative_q}}, 1'b0};
      else near_q <= near;
      negative_d_q <= negative_q;
    end
  end

  // A comparison goes through the bits from the lowest one: the highest that differ decide. With
  // the sign turned round signed numbers have the order of unsigned ones.
  localparam logic [SUM_BITS-1:0] SIGN = {1'b1, {(SUM_BITS-1){1'b0}}};
  logic [SUM_BITS-1:0] sum;
  logic [SUM_BITS-1:0] sum_order;
  logic [SUM_BITS-1:0] lo_order;
  logic [SUM_BITS-1:0] hi_order;
  logic                below;
  logic                above;

  hb_ripple_add #(
    .BITS       (SUM_BITS),
    .RIPPLE_BITS(SUM_BITS)
  ) u_sum (
    .a_i    ({{2{negative_d_q}}, near_q[KEPT_BITS-1:1]}),
    .b_i    ({{(SUM_BITS-EW){zero_i[EW-1]}}, zero_i}),
    .carry_i(near_q[0]),
    .sum_o  (sum)
  );

  assign sum_order = sum ^ SIGN;
  assign lo_order = {{(SUM_BITS-EW){lo_i[EW-1]}}, lo_i} ^ SIGN;
  assign hi_order = {{(SUM_BITS-EW){hi_i[EW-1]}}, hi_i} ^ SIGN;
  always_comb begin : compare
    below = 1'b0;
    above = 1'b0;
    for (int i = 0; i < SUM_BITS; i++) begin
      below = (sum_order[i] ^ lo_order[i]) ? lo_order[i] : below;
      above = (sum_order[i] ^ hi_order[i]) ? sum_order[i] : above;
    end
  end

  always_ff @(posedge clk_i) begin
    if (stage_i[4]) y_o <= below ? lo_i : above ? hi_i : sum[EW-1:0];
  end

endmodule
