// prove_sequencer: whatever the program, hb_sequencer starts at most one unit a cycle, never one
// that runs or that would share a resource with one, never before the units it waits for; a command
// that nothing blocks is issued at once; a run ends only when every unit is idle.
//
// Unit: hb_sequencer
// Steps: 1
// Fault:
//   - (resources & resources_busy) != '0 ||
//   + (resources & resources_busy & 24'h7fffff) != '0 ||
// Fault:
//   - ((waits | own) & unit_busy_o)
//   + (waits & unit_busy_o)
// Fault:
//   - ((waits | own) & unit_busy_o)
//   + (own & unit_busy_o)
// Fault:
//   - ? unit_busy_o != '0
//   + ? unit_busy_o[4:0] != '0
// Fault:
//   - unit_use_q[u*USE_WIDTH +: USE_WIDTH] <= resources
//   + unit_use_q[u*USE_WIDTH +: USE_WIDTH] <= resources | unit_use_q[u*USE_WIDTH +: USE_WIDTH]
// Fault:
//   - hb_pkg::OP_EW:    own[hb_pkg::UNIT_EW]
//   + hb_pkg::OP_EW:    own[hb_pkg::UNIT_MAC]
module prove_sequencer (
  input logic        clk_i,
  input logic        rst_ni,
  input logic        start_i,
  input logic        clear_i,
  input logic        cmd_we_i,
  input logic [15:0] cmd_waddr_i,
  input logic [3:0]  cmd_wword_i,
  input logic [31:0] cmd_wdata_i,
  input logic [5:0]  unit_done_i
);

  logic [5:0]   start_o;
  logic [511:0] cmd_o;
  logic [5:0]   unit_busy_o;
  logic         running_o;
  logic         waiting_o;
  logic         done_o;
  logic         error_o;

  hb_sequencer #(.CMD_DEPTH(2)) u_dut (.*);

  (* hierconn *) logic [143:0] \u_dut.unit_use_q ;
  (* hierconn *) logic [16:0] \u_dut.next_q ;
  (* hierconn *) logic        \u_dut.fetched_q ;
  (* hierconn *) logic        \u_dut.overrun_q ;

  always_comb begin
    assume (!$initstate || !rst_ni);
    assume (!cmd_we_i || (!running_o && cmd_waddr_i < 16'd2));
    // A unit answers once, and only while it runs.
    assume ((unit_done_i & ~unit_busy_o) == 6'd0);
  end

  // The units that run, and what each took with it when it was started.
  logic [5:0]   running_q;
  logic [143:0] use_q;
  logic [23:0] used;
  logic        clash;
  always_comb begin
    used = 24'd0;
    clash = 1'b0;
    for (int u = 0; u < 6; u++) begin
      if (running_q[u]) begin
        clash = clash || (used & use_q[24*u +: 24]) != 24'd0;
        used = used | use_q[24*u +: 24];
      end
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      running_q <= 6'd0;
    end else begin
      running_q <= (running_q & ~unit_done_i) | start_o;
      for (int u = 0; u < 6; u++) begin
        if (start_o[u]) use_q[24*u +: 24] <= cmd_o[32 +: 24];
      end
    end
  end

  logic       fetched;
  logic       is_unit;
  logic [5:0] wanted;
  logic       free;
  logic       was_running_q;
  assign fetched = running_o && \u_dut.fetched_q ;
  assign is_unit = cmd_o[3:0] >= hb_pkg::OP_LOAD && cmd_o[3:0] <= hb_pkg::OP_NORM;
  assign wanted = is_unit ? 6'd1 << (cmd_o[3:0] - 4'd1) : 6'd0;
  assign free = ((wanted | cmd_o[9:4]) & running_q) == 6'd0 && (cmd_o[32 +: 24] & used) == 24'd0;
  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) was_running_q <= 1'b0;
    else was_running_q <= running_o;
  end

  always_comb begin
    assert (unit_busy_o == running_q);
    assert (!clash);
    assert (start_o == 6'd0 || (fetched && start_o == wanted && free));
    // An overrun is the one reason to hold a command that is free: it is not a command.
    assert (!(fetched && is_unit && free) || start_o == wanted || \u_dut.overrun_q );
    assert (!(was_running_q && !running_o) || running_q == 6'd0);
    // What makes the above inductive, and the assertions of the RAM.
    assert (\u_dut.next_q <= 17'd2);
    for (int u = 0; u < 6; u++) begin
      assert (!running_q[u] || \u_dut.unit_use_q [24*u +: 24] == use_q[24*u +: 24]);
    end
  end

endmodule
