// prove_product_rows: the two words of hb_product_rows add up to what the multiplication gives, for
// every multiplier and multiplicand; with a sum beyond the last row.
//
// Unit: hb_product_rows
// Steps: 1
// Fault:
//   - 1'b1, ~multiple[ROW_BITS-1]
//   + 1'b0, ~multiple[ROW_BITS-1]
// Fault:
//   - ~multiple[ROW_BITS-1], multiple}
//   + 1'b0, multiple}
// Fault:
//   - (i == LAST) ? TOP : '0
//   + '0
// Fault:
//   - (multiplicand_i << 1) & {ROW_BITS{negative}}
//   + multiplicand_i << 1
// Fault:
//   - (low != negative) ? triple_i
//   + low ? triple_i
// Fault:
//   - & ABOVE) << 1)
//   + & ABOVE))
// Fault:
//   - lacking[(i == 0) ? 0 : 2*i-1]
//   + lacking[2*i]
module prove_product_rows (
  input logic [5:0]  multiplier_i,
  input logic [5:0]  multiplicand_i,
  input logic [5:0]  triple_i
);

  logic [13:0] sum_o;
  logic [13:0] carry_o;

  hb_product_rows #(.MULTIPLIER_BITS(6), .ROW_BITS(6), .SUM_BITS(14)) u_dut (.*);

  logic signed [5:0]  multiplier;
  logic signed [5:0]  multiplicand;
  logic signed [13:0] product;
  logic [13:0]        total;
  assign multiplier = multiplier_i;
  assign multiplicand = multiplicand_i;
  assign product = multiplier * multiplicand;
  assign total = sum_o + carry_o;

  always_comb begin
    // Four bits, so that three of it fit as well.
    assume (multiplicand_i[5:3] == 3'b000 || multiplicand_i[5:3] == 3'b111);
    assume (triple_i == multiplicand_i + multiplicand_i + multiplicand_i);
    assert (total == product);
  end

endmodule
