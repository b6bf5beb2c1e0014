// prove_axis_in: hb_axis_in takes the beats that a start asks for, no more and no fewer, and gives
// each word once, complete, in the cycle behind its last beat, whatever the gaps between beats.
//
// Unit: hb_axis_in
// Steps: 1
// Cycles: 5
// Fault:
//   - {24'd0, beat_q} == b
//   + {24'd0, beat_q[7:1], 1'b0} == b
// Fault:
//   - words_q         <= words_q - 16'd1
//   + words_q <= words_q - 16'd2
// Fault:
//   - assign accept = s_axis_tvalid && s_axis_tready
//   + assign accept = s_axis_tvalid
// Fault:
//   - s_axis_tready <= words_q != 16'd1
//   + s_axis_tready <= words_q[7:0] != 8'd1
// Fault:
//   - word_valid_o <= word_end
//   + word_valid_o <= accept
// Fault:
//   - word_end && words_q == 16'd1
//   + word_end && words_q <= 16'd2
module prove_axis_in (
  input logic        clk_i,
  input logic        rst_ni,
  input logic        start_i,
  input logic [15:0] words_i,
  input logic [7:0]  beats_i,
  input logic [63:0] s_axis_tdata,
  input logic        s_axis_tvalid
);

  logic         s_axis_tready;
  logic         word_valid_o;
  logic         word_last_o;
  logic [191:0] word_o;

  hb_axis_in #(.WORD_BEATS(3)) u_dut (.*);

  (* hierconn *) logic [15:0] \u_dut.words_q ;
  (* hierconn *) logic [7:0]  \u_dut.beats_q ;
  (* hierconn *) logic [7:0]  \u_dut.beat_q ;

  // Words that are still to come, beats of the present one that are here, and what they carried.
  logic [15:0]  words_q;
  logic [7:0]   beats_q;
  logic [7:0]   index_q;
  logic [191:0] word_q;
  logic         complete_q;
  logic         final_q;
  logic         taken;
  assign taken = s_axis_tvalid && words_q != 16'd0;

  always_comb begin
    assume (!$initstate || !rst_ni);
    assume (!start_i || (words_q == 16'd0 && words_i != 16'd0 && beats_i < 8'd3));
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      words_q    <= 16'd0;
      complete_q <= 1'b0;
    end else begin
      complete_q <= taken && index_q == beats_q;
      final_q    <= words_q == 16'd1;
      if (start_i) begin
        words_q <= words_i;
        beats_q <= beats_i;
        index_q <= 8'd0;
      end else if (taken) begin
        words_q <= index_q == beats_q ? words_q - 16'd1 : words_q;
        index_q <= index_q == beats_q ? 8'd0 : index_q + 8'd1;
      end
    end
  end

  always_ff @(posedge clk_i) begin
    if (taken) word_q[64*index_q +: 64] <= s_axis_tdata;
  end

  always_comb begin
    assert (s_axis_tready == (words_q != 16'd0));
    assert (word_valid_o == complete_q);
    assert (word_last_o == (complete_q && final_q));
    for (int b = 0; b < 3; b++) begin
      if (complete_q && b <= beats_q || words_q != 16'd0 && b < index_q) begin
        assert (word_o[64*b +: 64] == word_q[64*b +: 64]);
      end
    end
    // What makes the above inductive.
    if (words_q != 16'd0) begin
      assert (beats_q < 8'd3);
      assert (index_q <= beats_q);
      assert (\u_dut.words_q == words_q);
      assert (\u_dut.beats_q == beats_q);
      assert (\u_dut.beat_q == index_q);
    end
  end

endmodule
