// hb_product_rows: two words whose sum is a signed multiplier times a signed multiplicand.
//
// Two bits of the multiplier are a row. With digits of -1 and 1 for bits of 0 and 1, two of them
// are -3, -1, 1 or 3: a choice of two multiples and a complement, no more. Such digits give twice
// the multiplier and one, the highest digit turned round for the sign; so row i stands for half of
// it, at bit 2 i - 1, and row 0, at bit 0, for its two bits less two. The ones that complements
// lack are the carries in front of the first row, since no two rows lack one in the same place.
//
// In place of sign extensions row 0 ends in {~s, s} and the others in {1, ~s}, s their sign, which
// adds 2^(ROW_BITS - 2 + MULTIPLIER_BITS) too much: ones above the last row take it off again.
//
// The multiplicand fits ROW_BITS - 2 bits, MULTIPLIER_BITS is even, at least 4. The sum is modulo
// 2^SUM_BITS.
//
// Latency: 0 cycles.
// Throughput: one product a cycle.
// Handshake: none; triple_i is three times multiplicand_i.
// Combinational paths: multiplier_i, multiplicand_i and triple_i to sum_o and carry_o.
module hb_product_rows #(
  parameter int MULTIPLIER_BITS = 16,
  parameter int ROW_BITS        = 18,
  parameter int SUM_BITS        = 32
) (
  input  logic [MULTIPLIER_BITS-1:0] multiplier_i,
  input  logic [ROW_BITS-1:0]        multiplicand_i,
  input  logic [ROW_BITS-1:0]        triple_i,
  output logic [SUM_BITS-1:0]        sum_o,
  output logic [SUM_BITS-1:0]        carry_o
);

  localparam int LAST = MULTIPLIER_BITS / 2 - 1;
  localparam int WB = (SUM_BITS > ROW_BITS + 1) ? SUM_BITS : ROW_BITS + 2;

  // The carries in front of the first row.
  logic [WB-1:0] lacking;
  always_comb begin : complements
    lacking = '0;
    for (int i = 0; i <= LAST; i++) begin
      lacking[(i == 0) ? 0 : 2*i-1] = multiplier_i[2*i+1] == (i == LAST);
    end
  end

  for (genvar i = 0; i <= LAST; i++) begin : gen_row
    localparam int PLACE = (i == 0) ? 0 : 2 * i - 1;
    localparam logic [WB-1:0] ABOVE = {WB{1'b1}} << PLACE;
    localparam logic [WB-1:0] TOP = {WB{1'b1}} << (ROW_BITS + 1);
    logic                low;
    logic                negative;
    logic [ROW_BITS-1:0] multiple;
    logic [WB-1:0] row;
    logic [WB-1:0] sum;
    logic [WB-1:0] carry;
    assign low = multiplier_i[2*i];
    assign negative = multiplier_i[2*i+1] == (i == LAST);

    if (i == 0) begin : gen_first
      assign multiple = (low ? multiplicand_i : (multiplicand_i << 1) & {ROW_BITS{negative}})
          ^ {ROW_BITS{negative}};
      assign row = {{(WB-ROW_BITS-1){1'b0}}, ~multiple[ROW_BITS-1], multiple};
      assign sum = row;
      assign carry = lacking;
    end else begin : gen_next
      logic [WB-1:0] half;
      assign multiple = ((low != negative) ? triple_i : multiplicand_i) ^ {ROW_BITS{negative}};
      assign row = ({{(WB-ROW_BITS-1){1'b0}}, 1'b1, ~multiple[ROW_BITS-1],
          multiple[ROW_BITS-2:0]} | ((i == LAST) ? TOP : '0)) << PLACE;
      // Full adders, two XOR and a selection of the carry, where there still is a row.
      assign half = gen_row[i-1].sum ^ gen_row[i-1].carry;
      assign sum = ((half ^ row) & ABOVE) | (gen_row[i-1].sum & ~ABOVE);
      assign carry = ((((half & row) | (~half & gen_row[i-1].sum)) & ABOVE) << 1)
          | (gen_row[i-1].carry & ~ABOVE);
    end
  end

  assign sum_o = gen_row[LAST].sum[SUM_BITS-1:0];
  assign carry_o = gen_row[LAST].carry[SUM_BITS-1:0];

endmodule
