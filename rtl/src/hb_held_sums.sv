// hb_held_sums: 181 times sums put aside plus 128 times the later ones, for LANES columns.
//
// The numbers of log-sqrt2 codes are 128 << k and 181 << k. The sum of the latter, without the
// factor, comes first and is put aside, that of the former follows; value_o is 181 * held_i +
// 128 * sum_i with both_i, by shifts and adds, and sum_i without. Everything counts modulo
// 2^SUM_BITS, and HELD_BITS = SUM_BITS - 7 bits, of two's complement, are enough: more would not
// fit 181 times.
//
// Latency: 0.
// Throughput: LANES values a cycle.
// Handshake: none.
// Combinational paths: both_i, held_i and sum_i to value_o.
module hb_held_sums #(
  parameter int LANES     = 4,
  parameter int SUM_BITS  = 24,
  parameter int HELD_BITS = 17
) (
  input  logic                       both_i,
  input  logic [LANES*HELD_BITS-1:0] held_i,
  input  logic [LANES*SUM_BITS-1:0]  sum_i,
  output logic [LANES*SUM_BITS-1:0]  value_o
);

  localparam int HB = HELD_BITS;

  for (genvar l = 0; l < LANES; l++) begin : gen_lane
    always_comb begin : combine
      logic [SUM_BITS-1:0] held;
      logic [SUM_BITS-1:0] total;
      logic [SUM_BITS-1:0] right;
      logic                carry;
      held = {{(SUM_BITS-HB){held_i[HB*l+HB-1]}}, held_i[HB*l +: HB]};
      total = held;
      right = '0;
      carry = 1'b0;
      // 5 = 1 + 4, 45 = 5 + 8 * 5, 181 = 1 + 4 * 45, and the other sum; bit by bit, as a full adder
      // is two exclusive ors and a selection.
      if (both_i) begin
        for (int step = 0; step < 4; step++) begin
          if (step == 0) right = held << 2;
          if (step == 1) right = total << 3;
          if (step == 2) right = held;
          if (step == 2) total = total << 2;
          if (step == 3) right = sum_i[SUM_BITS*l +: SUM_BITS] << hb_pkg::HELD_SHIFT;
          carry = 1'b0;
          for (int i = 0; i < SUM_BITS; i++) begin
            {carry, total[i]} = {(total[i] ^ right[i]) ? carry : total[i],
                                 total[i] ^ right[i] ^ carry};
          end
        end
      end
      value_o[SUM_BITS*l +: SUM_BITS] = both_i ? total : sum_i[SUM_BITS*l +: SUM_BITS];
    end
  end

endmodule
