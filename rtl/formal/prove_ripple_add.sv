// prove_ripple_add: the row of full adders and what adds above it give the sum of two words and a
// carry, for every one of them.
//
// Unit: hb_ripple_add
// Steps: 1
// Fault:
//   - half ? carry : a_i[i]
//   + half ? a_i[i] : carry
// Fault:
//   - carry = carry_i;
//   + carry = 1'b0;
// Fault:
//   - {b_i[BITS-1:RB], carry}
//   + {b_i[BITS-1:RB], 1'b0}
module prove_ripple_add (
  input logic [19:0] a_i,
  input logic [19:0] b_i,
  input logic        carry_i
);

  logic [19:0] sum_o;
  logic [19:0] sum;
  assign sum = a_i + b_i + {19'd0, carry_i};

  hb_ripple_add #(.BITS(20), .RIPPLE_BITS(12)) u_dut (.*);

  always_comb assert (sum_o == sum);

endmodule
