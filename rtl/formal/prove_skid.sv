// prove_skid: hb_skid gives every word it took once, in order, under any stall; an offered word
// stays; with a receiver that is always ready, or a sender that pauses, it never stops the sender.
//
// Unit: hb_skid
// Steps: 1
// Fault:
//   - ready_o ? data_i : skid_q
//   + data_i
// Fault:
//   - valid_o <= take || !ready_o
//   + valid_o <= take
// Fault:
//   - ready_i || !valid_o
//   + ready_i
// Fault:
//   - data_o <= ready_o
//   + data_o <= valid_o
module prove_skid (
  input logic       clk_i,
  input logic       rst_ni,
  input logic       valid_i,
  input logic       ready_i,
  input logic [3:0] data_i
);

  logic       ready_o;
  logic       valid_o;
  logic [3:0] data_o;

  hb_skid #(.WIDTH(4)) u_dut (.*);

  (* hierconn *) logic [3:0] \u_dut.skid_q ;

  // Words taken and not yet given, the oldest first.
  logic [1:0] count_q;
  logic [3:0] head_q;
  logic [3:0] next_q;
  logic       push;
  logic       pop;
  assign push = valid_i && ready_o;
  assign pop = valid_o && ready_i;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      count_q <= 2'd0;
    end else begin
      count_q <= count_q + {1'b0, push} - {1'b0, pop};
      if (pop && count_q == 2'd2) head_q <= next_q;
      else if (push && (count_q == 2'd0 || pop)) head_q <= data_i;
      if (push && !pop) next_q <= data_i;
    end
  end

  always_comb begin
    assume (!$initstate || !rst_ni);
    assert (count_q != 2'd3);
    assert (valid_o == (count_q != 2'd0));
    assert (ready_o == (count_q != 2'd2));
    assert (!valid_o || data_o == head_q);
    // What makes the above inductive.
    assert (count_q != 2'd2 || \u_dut.skid_q == next_q);
  end

endmodule
