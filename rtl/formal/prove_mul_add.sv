// prove_mul_add: the carry-save rows of hb_mul_add give what the multiplication, and the additions
// modulo 2^SUM_BITS, give for every operand; with a sum beyond the last row.
//
// Unit: hb_mul_add
// Steps: 1
// Fault:
//   - {1'b0, 1'b1, ~multiple[ROW_BITS-1]
//   + {1'b0, 1'b0, ~multiple[ROW_BITS-1]
// Fault:
//   - {~multiple[ROW_BITS-1], multiple[ROW_BITS-1], multiple}
//   + {1'b0, multiple[ROW_BITS-1], multiple}
// Fault:
//   - row = row | ({SUM_BITS{1'b1}} << (ROW_BITS + 1));
//   + row = row;
// Fault:
//   - multiplicand_i << 1
//   + multiplicand_i
// Fault:
//   - & above) << 1) | (carry & ~above);
//   + & above) << 1);
// Fault:
//   - if (i == 0) carry[0] = increment_i;
//   + if (i == 0) carry[0] = 1'b0;
// Fault:
//   - carry = offset_i;
//   + carry = '0;
module prove_mul_add (
  input logic        clk_i,
  input logic        valid_i,
  input logic [5:0]  multiplier_i,
  input logic [5:0]  multiplicand_i,
  input logic [5:0]  triple_i,
  input logic [13:0] addend_i,
  input logic [13:0] offset_i,
  input logic        increment_i
);

  logic [13:0] sum_o;

  hb_mul_add #(.MULTIPLIER_BITS(6), .ROW_BITS(6), .SUM_BITS(14), .EXPLICIT(1)) u_dut (.*);

  logic               known_q = 1'b0;
  logic [13:0]        sum_q;
  logic signed [6:0]  multiplier;
  logic signed [5:0]  multiplicand;
  logic signed [13:0] product;
  assign multiplier = {1'b0, multiplier_i};
  assign multiplicand = multiplicand_i;
  assign product = multiplier * multiplicand;

  always_ff @(posedge clk_i) begin
    if (valid_i) begin
      known_q <= 1'b1;
      sum_q   <= product + addend_i + offset_i + {13'd0, increment_i};
    end
  end

  always_comb begin
    // Four bits, so that three of it fit as well.
    assume (multiplicand_i[5:3] == 3'b000 || multiplicand_i[5:3] == 3'b111);
    assume (triple_i == multiplicand_i + multiplicand_i + multiplicand_i);
    assert (!known_q || sum_o == sum_q);
  end

endmodule
