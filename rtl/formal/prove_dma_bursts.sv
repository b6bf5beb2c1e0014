// prove_dma_bursts: the bursts of a transfer follow each other without gap or overlap and make it
// up; none crosses a multiple of MAX_BURST beats; an offer stays until it is taken; no more than
// OUTSTANDING bursts are open, and the last one is known.
//
// Unit: hb_dma_bursts
// Steps: 1
// Fault:
//   - left_q <= {{(BW - LW){1'b0}}, full_length};
//   + left_q < {{(BW - LW){1'b0}}, full_length};
// Fault:
//   - ~word_q[LW-1:0] & LAST_OFFSET;
//   + LAST_OFFSET;
// Fault:
//   - open_q != OUTSTANDING[OPEN_WIDTH-1:0] &&
//   + open_q != '1 &&
// Fault:
//   - && (!valid_o || ready_i);
//   + ;
// Fault:
//   - (word_q | {{(BW - LW){1'b0}}, LAST_OFFSET}) + 1'b1;
//   + word_q + LAST_OFFSET + 1'b1;
// Fault:
//   - issue_o && !retire_i
//   + issue_o
// Fault:
//   - last_o = left_q == '0 &&
//   + last_o =
module prove_dma_bursts (
  input logic        clk_i,
  input logic        rst_ni,
  input logic        start_i,
  input logic [28:0] word_i,
  input logic [28:0] beats_i,
  input logic        retire_i,
  input logic        ready_i
);

  logic        issue_o;
  logic        last_o;
  logic        valid_o;
  logic [31:0] address_o;
  logic [7:0]  length_o;

  hb_dma_bursts #(.MAX_BURST(16), .OUTSTANDING(2)) u_dut (.*);

  (* hierconn *) logic [28:0] \u_dut.word_q ;
  (* hierconn *) logic [28:0] \u_dut.left_q ;
  (* hierconn *) logic [1:0] \u_dut.open_q ;

  // What of the transfer nobody took yet, and bursts that were taken and did not close.
  logic [28:0] next_q;
  logic [28:0] remain_q;
  logic [2:0]  taken_q;
  // The offer of the cycle before, if it was not taken.
  logic        held_q;
  logic [31:0] address_q;
  logic [7:0]  length_q;
  logic        take;
  logic [28:0] size;
  logic [28:0] offered;
  logic [2:0]  open;
  assign take = valid_o && ready_i;
  assign size = {21'd0, length_o} + 29'd1;
  assign offered = valid_o ? size : 29'd0;
  assign open = taken_q + {2'd0, valid_o};

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      remain_q <= '0;
      taken_q  <= '0;
      held_q   <= 1'b0;
    end else begin
      if (start_i) remain_q <= beats_i;
      else if (take) remain_q <= remain_q - size;
      taken_q <= taken_q + {2'd0, take} - {2'd0, retire_i};
      held_q  <= valid_o && !ready_i;
    end
  end
  always_ff @(posedge clk_i) begin
    if (start_i) next_q <= word_i;
    else if (take) next_q <= next_q + size;
    address_q <= address_o;
    length_q  <= length_o;
  end

  always_comb begin
    assume (!$initstate || !rst_ni);
    assume (!start_i || (remain_q == '0 && taken_q == '0 && beats_i != '0));
    assume (!retire_i || taken_q != '0);
    assert (!valid_o || address_o == {next_q, 3'd0});
    assert (!valid_o || {1'b0, next_q[3:0]} + {1'b0, length_o[3:0]} <= 5'd15);
    assert (!valid_o || length_o <= 8'd15);
    assert (!held_q || (valid_o && address_o == address_q && length_o == length_q));
    assert (taken_q <= 3'd2 && open <= 3'd2);
    assert (last_o == (remain_q == offered && open == 3'd1));
    assert (!issue_o || (remain_q != offered && open < 3'd2));
    // What makes the above inductive.
    assert (remain_q == \u_dut.left_q + offered);
    assert (offered <= remain_q);
    assert (\u_dut.left_q == '0 || \u_dut.word_q == next_q + offered);
    assert ({1'b0, \u_dut.open_q } == open);
  end

endmodule
