// prove_dma_beats: a transfer has as many beats as were asked for; the final one, and those at the
// last place in front of a multiple of MAX_BURST, end a burst.
//
// Unit: hb_dma_beats
// Steps: 1
// Fault:
//   - assign burst_end_o = final_o ||
//   + assign burst_end_o =
// Fault:
//   - offset_q <= offset_i & LAST_OFFSET;
//   + offset_q <= offset_i;
// Fault:
//   - offset_q <= (offset_q + 1'b1) & LAST_OFFSET;
//   + offset_q <= offset_q + 1'b1;
// Fault:
//   - end else if (step_i) begin
//   + end else begin
module prove_dma_beats (
  input logic        clk_i,
  input logic        rst_ni,
  input logic        start_i,
  input logic [7:0]  offset_i,
  input logic [28:0] beats_i,
  input logic        step_i
);

  logic active_o;
  logic burst_end_o;
  logic final_o;

  hb_dma_beats #(.MAX_BURST(4)) u_dut (.*);

  (* hierconn *) logic [28:0] \u_dut.left_q ;
  (* hierconn *) logic [7:0] \u_dut.offset_q ;

  // The beat address and the one behind the transfer.
  logic [29:0] place_q;
  logic [29:0] end_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      place_q <= '0;
      end_q   <= '0;
    end else if (start_i) begin
      place_q <= {22'd0, offset_i};
      end_q   <= {22'd0, offset_i} + {1'b0, beats_i};
    end else if (step_i) begin
      place_q <= place_q + 30'd1;
    end
  end

  always_comb begin
    assume (!$initstate || !rst_ni);
    assume (!start_i || !active_o);
    assume (!step_i || active_o);
    assert (active_o == (place_q != end_q));
    assert (final_o == (place_q + 30'd1 == end_q));
    assert (!active_o || burst_end_o == (final_o || place_q[1:0] == 2'd3));
    // What makes the above inductive.
    assert (place_q + {1'b0, \u_dut.left_q } == end_q);
    assert (\u_dut.offset_q == {6'd0, place_q[1:0]});
  end

endmodule
