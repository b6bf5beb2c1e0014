// hb_norm_stats: sum and sum of squares of a row of signed elements, ELEMENTS of them a cycle.
//
// Without EXPLICIT a square is `*`. With EXPLICIT an element is m or -m - 1, m its bits below the
// sign, complemented where that is set, and its square is m^2 or m^2 + 2 m + 1: a chain of
// carry-save rows that takes every product of two different bits once, one place up.
//
// Latency: 1 cycle from valid_i to the sums.
// Throughput: ELEMENTS elements a cycle.
// Handshake: valid only; first_i with the first elements of a row. n elements need SUM_BITS >=
//   ELEMENT_BITS + log2 n and SQUARE_BITS >= 2 ELEMENT_BITS - 1 + log2 n, at least 2 ELEMENT_BITS.
// Combinational paths: none.
module hb_norm_stats #(
  parameter int ELEMENTS     = 2,
  parameter int ELEMENT_BITS = 16,
  parameter int SUM_BITS     = 23,
  parameter int SQUARE_BITS  = 38,
  parameter int EXPLICIT     = 0
) (
  input  logic                             clk_i,
  input  logic                             valid_i,
  input  logic                             first_i,
  input  logic [ELEMENTS*ELEMENT_BITS-1:0] value_i,
  output logic [SUM_BITS-1:0]              sum_o,
  output logic [SQUARE_BITS-1:0]           squares_o
);

  localparam int EB = ELEMENT_BITS;
  localparam int QB = SQUARE_BITS;

  /* verilator lint_off BLKSEQ */
  // Reason: the words of the processes are temporaries of one pass; the ports are assigned without
  // blocking.
  if (EXPLICIT != 0) begin : gen_rows
    // Full adders in a row, two exclusive ors and a selection of the carry.
    always_ff @(posedge clk_i) begin : add
      logic [SUM_BITS-1:0] sum;
      logic [SUM_BITS-1:0] value;
      logic                carry;
      if (valid_i) begin
        sum = first_i ? '0 : sum_o;
        for (int e = 0; e < ELEMENTS; e++) begin
          value = {{(SUM_BITS-EB){value_i[EB*e+EB-1]}}, value_i[EB*e +: EB]};
          carry = 1'b0;
          for (int i = 0; i < SUM_BITS; i++) begin
            {carry, sum[i]} = {(sum[i] ^ value[i]) ? carry : sum[i], sum[i] ^ value[i] ^ carry};
          end
        end
        sum_o <= sum;
      end
    end

    always_ff @(posedge clk_i) begin : chain
      logic [EB-2:0] bits;
      logic [EB-2:0] others;
      logic [QB-1:0] row;
      logic [QB-1:0] above;
      logic [QB-1:0] half;
      logic [QB-1:0] sum;
      logic [QB-1:0] carry;
      logic [QB-1:0] total;
      logic [QB-1:0] total_carry;
      logic          ripple;
      if (valid_i) begin
        total = first_i ? '0 : squares_o;
        total_carry = '0;
        for (int e = 0; e < ELEMENTS; e++) begin
          bits = value_i[EB*e +: EB-1] ^ {(EB-1){value_i[EB*e+EB-1]}};
          sum = '0;
          sum[EB-1:0] = {bits, 1'b1} & {EB{value_i[EB*e+EB-1]}};
          carry = '0;
          for (int i = 0; i < EB - 1; i++) begin
            others = (bits >> (i + 1)) & {(EB-1){bits[i]}};
            row = '0;
            row[EB:0] = {others, 1'b0, bits[i]};
            row = row << (2 * i);
            half = sum ^ carry;
            above = {QB{1'b1}} << (2 * i);
            carry = ((((half & row) | (~half & sum)) & above) << 1) | (carry & ~above);
            sum = ((half ^ row) & above) | (sum & ~above);
          end
          // Four words to two.
          half = sum ^ carry;
          carry = ((half & total) | (~half & sum)) << 1;
          sum = half ^ total;
          half = sum ^ carry;
          total = half ^ total_carry;
          total_carry = ((half & total_carry) | (~half & sum)) << 1;
        end
        ripple = 1'b0;
        for (int i = 0; i < QB; i++) begin
          {ripple, total[i]} = {(total[i] ^ total_carry[i]) ? ripple : total[i],
                                total[i] ^ total_carry[i] ^ ripple};
        end
        squares_o <= total;
      end
    end
  end else begin : gen_product
    always_ff @(posedge clk_i) begin : add
      logic [SUM_BITS-1:0] sum;
      if (valid_i) begin
        sum = sum_o;
        if (first_i) sum = '0;
        for (int e = 0; e < ELEMENTS; e++) begin
          sum = sum + {{(SUM_BITS-EB){value_i[EB*e+EB-1]}}, value_i[EB*e +: EB]};
        end
        sum_o <= sum;
      end
    end

    always_ff @(posedge clk_i) begin : add_squares
      logic [QB-1:0]          total;
      logic signed [EB-1:0]   value;
      logic signed [2*EB-1:0] square;
      if (valid_i) begin
        total = first_i ? '0 : squares_o;
        for (int e = 0; e < ELEMENTS; e++) begin
          value = value_i[EB*e +: EB];
          square = value * value;
          total = total + {{(QB-2*EB){1'b0}}, square};
        end
        squares_o <= total;
      end
    end
  end
  /* verilator lint_on BLKSEQ */

endmodule
