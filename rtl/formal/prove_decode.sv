// prove_decode: for every table and code, hb_decode gives the record of the low four bits of the
// code, or without enable_i the code extended by its sign or by zero.
//
// Unit: hb_decode
// Steps: 1
// Cycles: 4
// Fault:
//   - choices[code[3:0]]
//   + choices[{1'b0, code[2:0]}]
// Fault:
//   - {(RW-ACT_BITS){signed_i & code[ACT_BITS-1]}}
//   + {(RW-ACT_BITS){signed_i}}
// Fault:
//   - enable_i ? choices
//   + enable_i && !signed_i ? choices
// Fault:
//   - word[r*RW + b]
//   + word[(RECORDS - 1 - r)*RW + b]
module prove_decode (
  input logic         clk_i,
  input logic         we_i,
  input logic [319:0] wdata_i,
  input logic         enable_i,
  input logic         signed_i,
  input logic [15:0]  act_i
);

  logic [17:0] operand_o;

  hb_decode #(.ELEMENTS(2), .ACT_BITS(8), .OPERAND_BITS(9)) u_dut (.*);

  (* hierconn *) logic [143:0] \u_dut.table_q ;

  logic         written_q;
  logic [319:0] word_q;

  always_ff @(posedge clk_i) begin
    if (we_i) word_q <= wdata_i;
    written_q <= !$initstate && written_q || we_i;
  end

  always_comb begin
    for (int e = 0; e < 2; e++) begin
      if (!enable_i) begin
        assert (operand_o[9*e +: 9] == {signed_i && act_i[8*e + 7], act_i[8*e +: 8]});
      end else if (!$initstate && written_q) begin
        assert (operand_o[9*e +: 9] == word_q[16*act_i[8*e +: 4] +: 9]);
      end
    end
    // What makes the above inductive: the table is the word, transposed.
    for (int r = 0; r < 16; r++) begin
      for (int b = 0; b < 9; b++) begin
        assert ($initstate || !written_q || \u_dut.table_q [16*b + r] == word_q[16*r + b]);
      end
    end
  end

endmodule
