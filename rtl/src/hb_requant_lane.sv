// hb_requant_lane: the requantization of hb_requant for one value, in the form for synthesis.
//
// The products are rows of hb_mul_add, those of the value added to the product of the residual.
// What was shifted is saturated to 18 bits before zero point and bounds, which have 16: neither
// zero point nor rounding bring a number beyond 18 bits back between the bounds.
//
// VALUE_BITS is for value + bias, MULT_BITS for the multiplier. Where records keep to fewer bits,
// fewer give the same result: a multiplier with zeros at its end stands for one with a smaller
// shift.
//
// Latency: 5 cycles from the operands to y_o; bit n of stage_i is the valid of stage n, n cycles
//   behind the operands.
// Throughput: one value a cycle.
// Handshake: valid only. The operands without a stage (residual_enable_i to z2_i) are constant
//   while values are in flight.
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
  localparam int ROW_BITS = VALUE_BITS + 2;
  localparam int ROWS_BITS = MULT_BITS + 1 + (MULT_BITS + 1) % 2;
  localparam int SIDE_ROW_BITS = EW + 3;
  localparam int SIDE_BITS = EW + 1 + MW;
  localparam int LONGER = (VALUE_BITS + MULT_BITS > SIDE_BITS) ? VALUE_BITS + MULT_BITS : SIDE_BITS;
  localparam int TOTAL_BITS = (LONGER < 64) ? LONGER + 1 : 64;
  localparam int SATURATED_BITS = 18;
  localparam int SUM_BITS = SATURATED_BITS + 2;

  // Stage A: the operands of both products. B: the product of the residual. C: that of the value,
  // added. D: shifted and saturated. E: rounded, zero point added, clamped.
  // verilator lint_off UNUSEDSIGNAL
  // Reason: with fewer VALUE_BITS than a bias has the upper ones are copies of the sign.
  logic signed [32:0]             value;
  // verilator lint_on UNUSEDSIGNAL
  logic signed [EW:0]             difference;
  logic signed [ROW_BITS-1:0]     v_a_q;
  logic signed [ROW_BITS-1:0]     v_b_q;
  logic signed [SIDE_ROW_BITS-1:0] d_q;
  logic [MULT_BITS-1:0]           mult_a_q;
  logic [MULT_BITS-1:0]           mult_b_q;
  logic [5:0]                     shift_a_q;
  logic [5:0]                     shift_b_q;
  logic [5:0]                     shift_c_q;
  logic [SIDE_BITS-1:0]           side;
  logic [TOTAL_BITS-1:0]          total;
  logic signed [TOTAL_BITS:0]     doubled;
  logic signed [TOTAL_BITS:0]     shifted;
  logic                           fits;
  logic [SATURATED_BITS-1:0]      saturated_q;
  logic                           half_q;
  logic signed [SUM_BITS-1:0]     sum;
  logic signed [SUM_BITS-1:0]     lo;
  logic signed [SUM_BITS-1:0]     hi;

  assign value = {{(33-ACC_BITS){value_i[ACC_BITS-1]}}, value_i} + {bias_i[31], bias_i};
  assign difference = {residual_i[EW-1], residual_i} - {z2_i[EW-1], z2_i};

  always_ff @(posedge clk_i) begin
    if (stage_i[0]) begin
      v_a_q     <= {{2{value[VALUE_BITS-1]}}, value[VALUE_BITS-1:0]};
      d_q       <= residual_enable_i ? {{2{difference[EW]}}, difference} : {SIDE_ROW_BITS{1'b0}};
      mult_a_q  <= mult_i[MULT_BITS-1:0];
      shift_a_q <= shift_i;
    end
    if (stage_i[1]) begin
      v_b_q     <= v_a_q;
      mult_b_q  <= mult_a_q;
      shift_b_q <= shift_a_q;
    end
    if (stage_i[2]) shift_c_q <= shift_b_q;
  end

  hb_mul_add #(
    .MULTIPLIER_BITS(MW + 1),
    .ROW_BITS       (SIDE_ROW_BITS),
    .SUM_BITS       (SIDE_BITS),
    .EXPLICIT       (1)
  ) u_side (
    .clk_i         (clk_i),
    .valid_i       (stage_i[1]),
    .multiplier_i  ({1'b0, m2_i}),
    .multiplicand_i(d_q),
    .triple_i      ((d_q << 1) + d_q),
    .addend_i      ({SIDE_BITS{1'b0}}),
    .offset_i      ({SIDE_BITS{1'b0}}),
    .increment_i   (1'b0),
    .sum_o         (side)
  );

  hb_mul_add #(
    .MULTIPLIER_BITS(ROWS_BITS),
    .ROW_BITS       (ROW_BITS),
    .SUM_BITS       (TOTAL_BITS),
    .EXPLICIT       (1)
  ) u_main (
    .clk_i         (clk_i),
    .valid_i       (stage_i[2]),
    .multiplier_i  ({{(ROWS_BITS-MULT_BITS){1'b0}}, mult_b_q}),
    .multiplicand_i(v_b_q),
    .triple_i      ((v_b_q << 1) + v_b_q),
    .addend_i      ({{(TOTAL_BITS-SIDE_BITS){side[SIDE_BITS-1]}}, side}),
    .offset_i      ({TOTAL_BITS{1'b0}}),
    .increment_i   (1'b0),
    .sum_o         (total)
  );

  // The last bit shifted out is kept below: the rounding.
  assign doubled = {total, 1'b0};
  assign shifted = doubled >>> shift_c_q;
  assign fits = (&shifted[TOTAL_BITS:SATURATED_BITS]) || !(|shifted[TOTAL_BITS:SATURATED_BITS]);

  always_ff @(posedge clk_i) begin
    if (stage_i[3]) begin
      half_q <= shifted[0];
      if (fits) saturated_q <= shifted[SATURATED_BITS:1];
      else saturated_q <= {shifted[TOTAL_BITS], {(SATURATED_BITS-1){~shifted[TOTAL_BITS]}}};
    end
  end

  assign sum = {{2{saturated_q[SATURATED_BITS-1]}}, saturated_q}
      + {{(SUM_BITS-EW){zero_i[EW-1]}}, zero_i} + {{(SUM_BITS-1){1'b0}}, half_q};
  assign lo = {{(SUM_BITS-EW){lo_i[EW-1]}}, lo_i};
  assign hi = {{(SUM_BITS-EW){hi_i[EW-1]}}, hi_i};

  always_ff @(posedge clk_i) begin
    if (stage_i[4]) begin
      if (sum < lo) y_o <= lo_i;
      else if (sum > hi) y_o <= hi_i;
      else y_o <= sum[EW-1:0];
    end
  end

endmodule
