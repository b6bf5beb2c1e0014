// prove_axis_out: the beats of the words taken leave hb_axis_out once each, in order, tlast on the
// final beat of a marked word; an offered beat stays; a word is taken as soon as one fits.
//
// Unit: hb_axis_out
// Steps: 1
// Cycles: 5
// Fault:
//   - left_q          <= beats_i;
//   + left_q          <= beats_i + 8'd1;
// Fault:
//   - word_q <= word_q >> SW
//   + word_q <= word_q >> 2 * SW
// Fault:
//   - left_q <= left_q - 8'd1
//   + left_q <= left_q - {7'd0, !last_q}
// Fault:
//   - last_q && final_beat
//   + last_q
// Fault:
//   - (m_axis_tready && final_beat)
//   + m_axis_tready
// Fault:
//   - m_axis_tvalid <= word_valid_i
//   + m_axis_tvalid <= word_valid_i || last_q
module prove_axis_out (
  input logic         clk_i,
  input logic         rst_ni,
  input logic [7:0]   beats_i,
  input logic         word_valid_i,
  input logic         last_i,
  input logic [191:0] word_i,
  input logic         m_axis_tready
);

  logic        word_ready_o;
  logic [63:0] m_axis_tdata;
  logic        m_axis_tvalid;
  logic        m_axis_tlast;

  hb_axis_out #(.WORD_BEATS(3)) u_dut (.*);

  (* hierconn *) logic [191:0] \u_dut.word_q ;
  (* hierconn *) logic [7:0]   \u_dut.left_q ;
  (* hierconn *) logic         \u_dut.last_q ;

  always_comb begin
    assume (!$initstate || !rst_ni);
    assume (beats_i < 8'd3);
  end

  // The word in transfer and the number of its next beat.
  logic         active_q;
  logic         last_q;
  logic [191:0] word_q;
  logic [7:0]   beats_q;
  logic [7:0]   index_q;
  logic         ends;
  assign ends = active_q && m_axis_tready && index_q == beats_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      active_q <= 1'b0;
    end else if (word_valid_i && (!active_q || ends)) begin
      active_q <= 1'b1;
      last_q   <= last_i;
      word_q   <= word_i;
      beats_q  <= beats_i;
      index_q  <= 8'd0;
    end else if (ends) begin
      active_q <= 1'b0;
    end else if (active_q && m_axis_tready) begin
      index_q <= index_q + 8'd1;
    end
  end

  always_comb begin
    assert (word_ready_o == (!active_q || ends));
    assert (m_axis_tvalid == active_q);
    if (active_q) begin
      assert (m_axis_tdata == word_q[64*index_q +: 64]);
      assert (m_axis_tlast == (last_q && index_q == beats_q));
      // What makes the above inductive.
      assert (beats_q < 8'd3);
      assert (index_q <= beats_q);
      assert (\u_dut.left_q == beats_q - index_q);
      assert (\u_dut.last_q == last_q);
      assert (\u_dut.word_q == word_q >> (64 * index_q));
    end
  end

endmodule
