// hb_mul_add: unsigned multiplier times signed multiplicand plus addends, modulo 2^SUM_BITS.
//
// Without EXPLICIT the product is `*`, which simulates fast and lets an FPGA take its multipliers.
// With EXPLICIT it is a chain of carry-save rows, one for two bits of the multiplier, each 0, 1, 2
// or 3 times the multiplicand; triple_i saves every instance the addition that makes three of it.
// In place of sign extensions row 0 ends in {~s, s, s} and the others in {1, ~s}, s their sign,
// which adds 2^(ROW_BITS - 1 + MULTIPLIER_BITS) too much: ones above the last row take it off
// again. The multiplicand fits ROW_BITS - 2 bits, MULTIPLIER_BITS is even, at least 4, and SUM_BITS
// is at least ROW_BITS + 2.
//
// Latency: 1 cycle from the operands to sum_o, which stays while valid_i is low.
// Throughput: one product a cycle.
// Handshake: valid only; triple_i is three times multiplicand_i.
// Combinational paths: none.
module hb_mul_add #(
  parameter int MULTIPLIER_BITS = 16,
  parameter int ROW_BITS        = 18,
  parameter int SUM_BITS        = 32,
  parameter int EXPLICIT        = 0
) (
  input  logic                       clk_i,
  input  logic                       valid_i,
  input  logic [MULTIPLIER_BITS-1:0] multiplier_i,
  input  logic [ROW_BITS-1:0]        multiplicand_i,
  // verilator lint_off UNUSEDSIGNAL
  // Reason: only the explicit rows take multiples of the multiplicand.
  input  logic [ROW_BITS-1:0]        triple_i,
  // verilator lint_on UNUSEDSIGNAL
  input  logic [SUM_BITS-1:0]        addend_i,
  input  logic [SUM_BITS-1:0]        offset_i,
  input  logic                       increment_i,
  output logic [SUM_BITS-1:0]        sum_o
);

  if (EXPLICIT != 0) begin : gen_rows
    /* verilator lint_off BLKSEQ */
    // Reason: sum, carry and the row between them are temporaries of one pass; the port is assigned
    // without blocking.
    always_ff @(posedge clk_i) begin : chain
      logic [SUM_BITS-1:0] sum;
      logic [SUM_BITS-1:0] carry;
      logic [SUM_BITS-1:0] half;
      logic [SUM_BITS-1:0] row;
      logic [SUM_BITS-1:0] above;
      logic [ROW_BITS-1:0] multiple;
      if (valid_i) begin
        sum = addend_i;
        carry = offset_i;
        for (int i = 0; i < MULTIPLIER_BITS / 2; i++) begin
          multiple = multiplier_i[2*i]
              ? (multiplier_i[2*i+1] ? triple_i : multiplicand_i)
              : (multiplier_i[2*i+1] ? multiplicand_i << 1 : '0);
          row = '0;
          row[ROW_BITS+1:0] = (i == 0)
              ? {~multiple[ROW_BITS-1], multiple[ROW_BITS-1], multiple}
              : {1'b0, 1'b1, ~multiple[ROW_BITS-1], multiple[ROW_BITS-2:0]};
          if (i == MULTIPLIER_BITS / 2 - 1) row = row | ({SUM_BITS{1'b1}} << (ROW_BITS + 1));
          row = row << (2 * i);
          // Full adders, two XOR and a selection of the carry, where there still is a row.
          half = sum ^ carry;
          above = {SUM_BITS{1'b1}} << (2 * i);
          carry = ((((half & row) | (~half & sum)) & above) << 1) | (carry & ~above);
          sum = ((half ^ row) & above) | (sum & ~above);
          // Nothing has carried into the lowest place.
          if (i == 0) carry[0] = increment_i;
        end
        sum_o <= sum + carry;
      end
    end
    /* verilator lint_on BLKSEQ */
  end else begin : gen_product
    logic signed [MULTIPLIER_BITS:0] multiplier;
    logic signed [ROW_BITS-1:0]      multiplicand;
    logic signed [SUM_BITS-1:0]      product;
    assign multiplier = {1'b0, multiplier_i};
    assign multiplicand = multiplicand_i;
    assign product = multiplier * multiplicand;
    always_ff @(posedge clk_i) begin
      if (valid_i) begin
        sum_o <= product + addend_i + offset_i + {{(SUM_BITS-1){1'b0}}, increment_i};
      end
    end
  end

endmodule
