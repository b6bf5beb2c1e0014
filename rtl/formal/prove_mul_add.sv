// prove_mul_add: rows, addend and the adder behind them give what the multiplication and the
// addition modulo 2^SUM_BITS give for every operand; with a sum beyond the last row.
//
// Unit: hb_mul_add
// Steps: 1
// Fault:
//   - carry = ((half & addend_i) | (~half & rows)) << 1;
//   + carry = (half & addend_i) << 1;
// Fault:
//   - half ^ addend_i
//   + half
// Fault:
//   - if (valid_i) sum_o <= sum;
//   + sum_o <= sum;
module prove_mul_add (
  input logic        clk_i,
  input logic        valid_i,
  input logic [5:0]  multiplier_i,
  input logic [5:0]  multiplicand_i,
  input logic [5:0]  triple_i,
  input logic [13:0] addend_i
);

  logic [13:0] sum_o;

  hb_mul_add #(.MULTIPLIER_BITS(6), .ROW_BITS(6), .SUM_BITS(14), .EXPLICIT(1)) u_dut (.*);

  logic               known_q = 1'b0;
  logic [13:0]        sum_q;
  logic signed [5:0]  multiplier;
  logic signed [5:0]  multiplicand;
  logic signed [13:0] product;
  assign multiplier = multiplier_i;
  assign multiplicand = multiplicand_i;
  assign product = multiplier * multiplicand;

  always_ff @(posedge clk_i) begin
    if (valid_i) begin
      known_q <= 1'b1;
      sum_q   <= product + addend_i;
    end
  end

  always_comb begin
    // Four bits, so that three of it fit as well.
    assume (multiplicand_i[5:3] == 3'b000 || multiplicand_i[5:3] == 3'b111);
    assume (triple_i == multiplicand_i + multiplicand_i + multiplicand_i);
    assert (!known_q || sum_o == sum_q);
  end

endmodule
