// prove_requant_lanes: each element of hb_requant takes multiplier, shift and bias of the record of
// its lane, or with broadcast_i of the first; for operands of a few bits, results are formulas.
//
// Unit: hb_requant
// Steps: 5
// Fault:
//   - shift_c_q[e % LANES]
//   + shift_c_q[0]
// Fault:
//   - shift_d_q[e % LANES]
//   + shift_d_q[0]
// Fault:
//   - mult_a_q[e % LANES]
//   + mult_a_q[0]
// Fault:
//   - record = broadcast_i ? 0 : e % LANES;
//   + record = e % LANES;
// Fault:
//   - record = broadcast_i ? 0 : l;
//   + record = l;
// Fault:
//   - if (shifted_q[e][0])
//   + if (1'b0)
// Fault:
//   - y_o[e*EW +: EW] <= hi_i
//   + y_o[e*EW +: EW] <= lo_i
// Fault:
//   - total_q[e] >>> (shift
//   + total_q[e] >> (shift
module prove_requant_lanes (
  input logic       clk_i,
  input logic       rst_ni,
  input logic       valid_i,
  input logic       broadcast_i,
  input logic [3:0] values,
  input logic [3:0] biases,
  input logic [3:0] mults,
  input logic [3:0] shifts
);

  localparam int LATENCY = 5;

  logic         residual_enable_i;
  logic [15:0]  zero_i;
  logic [15:0]  lo_i;
  logic [15:0]  hi_i;
  logic [30:0]  m2_i;
  logic [15:0]  z2_i;
  logic         tag_i;
  logic [15:0]  value_i;
  logic [31:0]  residual_i;
  logic [255:0] par_i;
  logic         valid_o;
  logic         tag_o;
  logic [31:0]  y_o;
  assign residual_enable_i = 1'b0;
  assign zero_i = 16'd0;
  assign lo_i = 16'hfffd;
  assign hi_i = 16'd3;
  assign m2_i = 31'd0;
  assign z2_i = 16'd0;
  assign tag_i = valid_i;
  assign residual_i = 32'd0;
  for (genvar e = 0; e < 2; e++) begin : gen_operands
    assign value_i[8*e +: 8] = {{7{values[2*e + 1]}}, values[2*e]};
    assign par_i[128*e +: 128] =
        {62'd0, shifts[2*e +: 2], 30'd0, mults[2*e +: 2], {31{biases[2*e + 1]}}, biases[2*e]};
  end

  hb_requant #(.ELEMENTS(2), .LANES(2), .ACC_BITS(8), .TAG_BITS(1)) u_dut (.*);

  logic [LATENCY-1:0] valid_q;
  logic               broadcast_q;
  always_ff @(posedge clk_i) broadcast_q <= broadcast_i;
  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) valid_q <= '0;
    else valid_q <= {valid_q[LATENCY-2:0], valid_i};
  end

  always_comb begin
    assume (!$initstate || !rst_ni);
    assume ($initstate || broadcast_i == broadcast_q);
    assert (valid_o == valid_q[LATENCY-1]);
    assert (!valid_o || tag_o);
  end

  for (genvar e = 0; e < 2; e++) begin : gen_formula
    logic signed [1:0]  value;
    logic signed [1:0]  bias;
    logic [1:0]         mult;
    logic [1:0]         shift;
    logic signed [5:0]  result;
    always_comb begin
      value = values[2*e +: 2];
      bias = broadcast_i ? biases[1:0] : biases[2*e +: 2];
      mult = broadcast_i ? mults[1:0] : mults[2*e +: 2];
      shift = broadcast_i ? shifts[1:0] : shifts[2*e +: 2];
      result = (value + bias) * $signed({1'b0, mult});
      if (shift != 2'd0) result = (result + (6'sd1 <<< (shift - 2'd1))) >>> shift;
      if (result < -6'sd3) result = -6'sd3;
      if (result > 6'sd3) result = 6'sd3;
    end

    logic [6*LATENCY-1:0] results_q;
    logic signed [5:0]    expected;
    logic signed [15:0]   y;
    always_ff @(posedge clk_i) results_q <= {results_q[6*LATENCY-7:0], result};
    assign expected = results_q[6*(LATENCY-1) +: 6];
    assign y = y_o[16*e +: 16];
    always_comb assert (!valid_o || y == expected);
  end

endmodule
