// prove_norm_stats: the carry-save rows of hb_norm_stats add the elements and their squares, for
// every row of two elements of 4 bits a cycle, gaps between them.
//
// Unit: hb_norm_stats
// Steps: 1
// Fault:
//   - {bits, 1'b1} & {EB{value_i[EB*e+EB-1]}}
//   + {bits, 1'b0} & {EB{value_i[EB*e+EB-1]}}
// Fault:
//   - (bits >> (i + 1)) & {(EB-1){bits[i]}}
//   + (bits >> i) & {(EB-1){bits[i]}}
// Fault:
//   - & above) << 1) | (carry & ~above);
//   + & above) << 1);
// Fault:
//   - total = half ^ total_carry;
//   + total = half;
// Fault:
//   - sum = first_i ? '0 : sum_o;
//   + sum = sum_o;
module prove_norm_stats (
  input logic       clk_i,
  input logic       valid_i,
  input logic       first_i,
  input logic [7:0] value_i
);

  logic [7:0] sum_o;
  logic [8:0] squares_o;

  hb_norm_stats #(
    .ELEMENTS(2), .ELEMENT_BITS(4), .SUM_BITS(8), .SQUARE_BITS(9), .EXPLICIT(1)
  ) u_dut (.*);

  logic              known_q = 1'b0;
  logic [7:0]        sum_q;
  logic [8:0]        squares_q;
  logic signed [3:0] left;
  logic signed [3:0] right;
  logic signed [8:0] left_square;
  logic signed [8:0] right_square;
  assign left = value_i[3:0];
  assign right = value_i[7:4];
  assign left_square = left * left;
  assign right_square = right * right;

  always_ff @(posedge clk_i) begin
    if (valid_i) begin
      known_q   <= first_i || known_q;
      sum_q     <= (first_i ? 8'd0 : sum_q) + {{4{left[3]}}, left} + {{4{right[3]}}, right};
      squares_q <= (first_i ? 9'd0 : squares_q) + left_square + right_square;
    end
  end

  always_comb begin
    assert (!known_q || sum_o == sum_q);
    assert (!known_q || squares_o == squares_q);
  end

endmodule
