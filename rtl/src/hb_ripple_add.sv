// hb_ripple_add: the sum of two words and a carry, its lowest bits with three gates a bit.
//
// The lowest RIPPLE_BITS bits are full adders in a row: half the gates of the operator, which looks
// ahead, and a level of logic a bit. So this is for gates, where the lowest bits are there early or
// the sum is short; in an FPGA the operator is the smaller form.
//
// Latency: 0 cycles.
// Throughput: one sum a cycle.
// Handshake: none; RIPPLE_BITS is from 1 to BITS.
// Combinational paths: a_i, b_i and carry_i to sum_o.
module hb_ripple_add #(
  parameter int BITS        = 16,
  parameter int RIPPLE_BITS = 16
) (
  input  logic [BITS-1:0] a_i,
  input  logic [BITS-1:0] b_i,
  input  logic            carry_i,
  output logic [BITS-1:0] sum_o
);

  localparam int RB = RIPPLE_BITS;

  logic [RB-1:0] low;
  logic          carry;
  assign sum_o[RB-1:0] = low;

  always_comb begin : ripple
    logic half;
    carry = carry_i;
    for (int i = 0; i < RB; i++) begin
      half = a_i[i] ^ b_i[i];
      low[i] = half ^ carry;
      carry = half ? carry : a_i[i];
    end
  end

  if (RIPPLE_BITS < BITS) begin : gen_above
    // verilator lint_off UNUSEDSIGNAL
    // Reason: the lowest place adds the carry.
    logic [BITS-RB:0] above;
    // verilator lint_on UNUSEDSIGNAL
    assign above = {a_i[BITS-1:RB], 1'b1} + {b_i[BITS-1:RB], carry};
    assign sum_o[BITS-1:RB] = above[BITS-RB:1];
  end

endmodule
