// prove_pack: hb_pack writes when a word is the last or fills the last place, and then every word
// given since the write before, at its place, and no other.
//
// Unit: hb_pack
// Steps: 1
// Fault:
//   - valid_i && (last_i || (&waddr_i[3:0]))
//   + valid_i && (last_i || (&waddr_i[4:0]))
// Fault:
//   - we_o ? 16'd0 : enable_o
//   + enable_o
// Fault:
//   - if (valid_i && place[i]) wdata_o
//   + if (place[i]) wdata_o
// Fault:
//   - if (valid_i) waddr_o
//   + if (!we_o) waddr_o
module prove_pack (
  input logic        clk_i,
  input logic        rst_ni,
  input logic        valid_i,
  input logic        last_i,
  input logic [15:0] waddr_i,
  input logic [1:0]  word_i
);

  logic        we_o;
  logic [11:0] waddr_o;
  logic [15:0] enable_o;
  logic [31:0] wdata_o;

  hb_pack #(.WORD_BITS(2)) u_dut (.*);

  logic        written_q;
  logic [11:0] wide_q;
  logic [15:0] given_q;
  logic [31:0] words_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      written_q <= 1'b0;
      given_q   <= '0;
    end else begin
      written_q <= valid_i && (last_i || waddr_i % 16 == 15);
      for (int i = 0; i < 16; i++) begin
        if (valid_i && waddr_i % 16 == i) given_q[i] <= 1'b1;
        else if (written_q) given_q[i] <= 1'b0;
      end
    end
  end
  always_ff @(posedge clk_i) begin
    if (valid_i) wide_q <= waddr_i / 16;
    for (int i = 0; i < 16; i++) begin
      if (valid_i && waddr_i % 16 == i) words_q[2*i +: 2] <= word_i;
    end
  end

  always_comb begin
    assume (!$initstate || !rst_ni);
    assume (!valid_i || written_q || given_q == 16'd0 || waddr_i / 16 == wide_q);
    if (!$initstate) begin
      assert (we_o == written_q);
      assert (enable_o == given_q);
      assert (given_q == 16'd0 || waddr_o == wide_q);
      for (int i = 0; i < 16; i++) begin
        assert (!given_q[i] || wdata_o[2*i +: 2] == words_q[2*i +: 2]);
      end
    end
  end

endmodule
