// hb_handover: when the drain of a product begins to work on the next command.
//
// A GEMM may start on the array while the words of the one in front of it are still being drained.
// Its command waits here until the last of these is written, since the epilogue, the addresses and
// what else is behind the array are those of one command at a time.
//
// Latency: 0 for a command that starts while nothing is drained; else start_o comes the cycle
//   after the done_i of the command in front.
// Throughput: one command is drained, one more waits.
// Handshake: start_i with the command on cmd_i, not while pending_o; done_i in the cycle of the
//   last write of each command. pending_o is high while a command waits, up to and including the
//   cycle of its start_o.
// Combinational paths: start_i to start_o, cmd_i to cmd_o.
module hb_handover (
  input  logic                         clk_i,
  input  logic                         rst_ni,
  input  logic                         start_i,
  input  logic [hb_pkg::CMD_WIDTH-1:0] cmd_i,
  input  logic                         done_i,
  output logic                         start_o,
  output logic [hb_pkg::CMD_WIDTH-1:0] cmd_o,
  output logic                         pending_o
);

  logic                         draining_q;
  logic                         release_q;
  logic                         waits;
  logic [hb_pkg::CMD_WIDTH-1:0] cmd_q;

  assign waits = pending_o ? !release_q : start_i && draining_q;
  assign start_o = release_q || (start_i && !draining_q);
  assign cmd_o = pending_o ? cmd_q : cmd_i;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      draining_q <= 1'b0;
      pending_o  <= 1'b0;
      release_q  <= 1'b0;
    end else begin
      if (start_i) draining_q <= 1'b1;
      else if (done_i && !pending_o) draining_q <= 1'b0;
      pending_o <= waits;
      release_q <= waits && done_i;
    end
  end

  always_ff @(posedge clk_i) begin
    if (start_i) cmd_q <= cmd_i;
  end

`ifndef SYNTHESIS
  always @(posedge clk_i) begin
    assert (!start_i || !pending_o);
    assert (!done_i || draining_q);
  end
`endif

endmodule
