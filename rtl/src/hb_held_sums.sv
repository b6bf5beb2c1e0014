// hb_held_sums: 181 times sums put aside plus 128 times the later ones, for LANES columns.
//
// The numbers of log-sqrt2 codes are 128 << k and 181 << k. The sum of the latter, without the
// factor, comes first and is put aside, that of the former follows; value_o is 181 * held_i +
// 128 * sum_i with both_i, by shifts and adds, and sum_i without. Everything counts modulo
// 2^SUM_BITS, and HELD_BITS = SUM_BITS - 7 bits, of two's complement, are enough: more would not
// fit 181 times.
//
// EXPLICIT = 0 adds by the operator, the form for simulation, 1 bit by bit, which takes half the
// gates: a full adder is two exclusive ors and a selection of the carry.
//
// Latency: 0.
// Throughput: LANES values a cycle.
// Handshake: none.
// Combinational paths: both_i, held_i and sum_i to value_o.
module hb_held_sums #(
  parameter int LANES     = 4,
  parameter int SUM_BITS  = 24,
  parameter int HELD_BITS = 17,
  parameter int EXPLICIT  = 0
) (
  input  logic                       both_i,
  input  logic [LANES*HELD_BITS-1:0] held_i,
  input  logic [LANES*SUM_BITS-1:0]  sum_i,
  output logic [LANES*SUM_BITS-1:0]  value_o
);

  // 5 = 1 + 4, 45 = 5 + 8 * 5, 181 = 1 + 4 * 45.
  for (genvar l = 0; l < LANES; l++) begin : gen_lane
    logic [SUM_BITS-1:0] sum;
    logic [SUM_BITS-1:0] held;
    logic [SUM_BITS-1:0] both;
    assign sum = sum_i[SUM_BITS*l +: SUM_BITS];
    assign held = {{(SUM_BITS-HELD_BITS){held_i[HELD_BITS*l+HELD_BITS-1]}},
                   held_i[HELD_BITS*l +: HELD_BITS]};
    if (EXPLICIT == 0) begin : gen_operator
      logic [SUM_BITS-1:0] times_5;
      logic [SUM_BITS-1:0] times_45;
      assign times_5 = held + (held << 2);
      assign times_45 = times_5 + (times_5 << 3);
      assign both = held + (times_45 << 2) + (sum << hb_pkg::HELD_SHIFT);
    end else begin : gen_explicit
      always_comb begin : adders
        logic [SUM_BITS-1:0] right;
        logic                carry;
        both = held;
        for (int step = 0; step < 4; step++) begin
          if (step == 0) right = held << 2;
          else if (step == 1) right = both << 3;
          else if (step == 2) right = held;
          else right = sum << hb_pkg::HELD_SHIFT;
          if (step == 2) both = both << 2;
          carry = 1'b0;
          for (int i = 0; i < SUM_BITS; i++) begin
            {carry, both[i]} = {(both[i] ^ right[i]) ? carry : both[i],
                                both[i] ^ right[i] ^ carry};
          end
        end
      end
    end
    assign value_o[SUM_BITS*l +: SUM_BITS] = both_i ? both : sum;
  end

endmodule
