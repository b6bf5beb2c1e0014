// prove_sequencer: whatever the program, hb_sequencer starts at most one unit a cycle, never one
// that runs or that would share a resource with one, never before the units it waits for; a command
// that nothing blocks is issued at once; a run ends only when every unit is idle. A product may be
// started while another one runs, if its operands were read and none is drained: resources that
// both have are then no clash.
//
// Unit: hb_sequencer
// Steps: 1
// Fault:
//   - (resources & (hand_over
//   + (resources & 26'h1ffffff & (hand_over
// Fault:
//   - needed = waits | own
//   + needed = waits
// Fault:
//   - needed = waits | own
//   + needed = own
// Fault:
//   - if (start_o[hb_pkg::UNIT_MAC]) front_free_q <= 1'b0
//   + if (unit_done_i[hb_pkg::UNIT_MAC]) front_free_q <= 1'b0
// Fault:
//   - unit_busy_o[hb_pkg::UNIT_MAC] && !unit_done_i[hb_pkg::UNIT_MAC]
//   + unit_busy_o[hb_pkg::UNIT_MAC] && unit_done_i[hb_pkg::UNIT_MAC]
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
  input logic [6:0]  unit_done_i,
  input logic        front_done_i
);

  logic [6:0]   start_o;
  logic [511:0] cmd_o;
  logic [6:0]   unit_busy_o;
  logic         running_o;
  logic         waiting_o;
  logic         done_o;
  logic         error_o;

  hb_sequencer #(.CMD_DEPTH(2)) u_dut (.*);

  (* hierconn *) logic [181:0] \u_dut.unit_use_q ;
  (* hierconn *) logic [16:0] \u_dut.next_q ;
  (* hierconn *) logic        \u_dut.fetched_q ;
  (* hierconn *) logic        \u_dut.front_free_q ;
  (* hierconn *) logic        \u_dut.overrun_q ;

  always_comb begin
    assume (!$initstate || !rst_ni);
    assume (!cmd_we_i || (!running_o && cmd_waddr_i < 16'd2));
    // A unit answers once, and only while it runs.
    assume ((unit_done_i & ~unit_busy_o) == 7'd0);
    // Products end in order, and each has read its operands once.
    assume (!unit_done_i[hb_pkg::UNIT_MAC] || !running_q[hb_pkg::UNIT_DRAIN]);
    assume (!front_done_i || (running_q[hb_pkg::UNIT_MAC] && !front_q));
  end

  // The units that run, what each took with it when it was started, and whether the last product
  // has read its operands.
  logic [6:0]   running_q;
  logic [181:0] use_q;
  logic         front_q;
  logic [25:0]  kept;
  logic [25:0]  used;
  logic         clash;
  always_comb begin
    kept = 26'd0;
    clash = 1'b0;
    for (int u = 0; u < 7; u++) begin
      if (running_q[u] && u != hb_pkg::UNIT_MAC) begin
        clash = clash || (kept & use_q[26*u +: 26]) != 26'd0;
        kept = kept | use_q[26*u +: 26];
      end
    end
    used = kept;
    if (running_q[hb_pkg::UNIT_MAC]) begin
      used = used | use_q[26*hb_pkg::UNIT_MAC +: 26];
      clash = clash || (use_q[26*hb_pkg::UNIT_MAC +: 26] & kept &
          ~(running_q[hb_pkg::UNIT_DRAIN] ? use_q[26*hb_pkg::UNIT_DRAIN +: 26] : 26'd0)) != 26'd0;
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      running_q <= 7'd0;
      front_q   <= 1'b0;
    end else begin
      running_q <= (running_q & ~unit_done_i) | start_o;
      front_q   <= (front_q || front_done_i) && !start_o[hb_pkg::UNIT_MAC];
      for (int u = 0; u < 7; u++) begin
        if (start_o[u]) use_q[26*u +: 26] <= cmd_o[32 +: 26];
      end
      if (start_o[hb_pkg::UNIT_MAC]) begin
        running_q[hb_pkg::UNIT_DRAIN] <=
            running_q[hb_pkg::UNIT_MAC] && !unit_done_i[hb_pkg::UNIT_MAC];
        use_q[26*hb_pkg::UNIT_DRAIN +: 26] <= use_q[26*hb_pkg::UNIT_MAC +: 26];
      end
    end
  end

  logic       fetched;
  logic       is_unit;
  logic [6:0] wanted;
  logic       follows;
  logic [6:0] idle;
  logic       free;
  logic       was_running_q;
  assign fetched = running_o && \u_dut.fetched_q ;
  assign is_unit = cmd_o[3:0] >= hb_pkg::OP_LOAD && cmd_o[3:0] <= hb_pkg::OP_NORM;
  assign wanted = is_unit ? 7'd1 << (cmd_o[3:0] - 4'd1) : 7'd0;
  assign follows = wanted[hb_pkg::UNIT_MAC] && running_q[hb_pkg::UNIT_MAC] && front_q;
  assign idle = cmd_o[10:4] | (follows ? 7'd1 << hb_pkg::UNIT_DRAIN : wanted);
  assign free =
      (idle & running_q) == 7'd0 && (cmd_o[32 +: 26] & (follows ? kept : used)) == 26'd0;
  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) was_running_q <= 1'b0;
    else was_running_q <= running_o;
  end

  always_comb begin
    assert (unit_busy_o == running_q);
    assert (!clash);
    assert (start_o == 7'd0 || (fetched && start_o == wanted && free));
    // An overrun is the one reason to hold a command that is free: it is not a command.
    assert (!(fetched && is_unit && free) || start_o == wanted || \u_dut.overrun_q );
    assert (!(was_running_q && !running_o) || running_q == 7'd0);
    // What makes the above inductive, and the assertions of the RAM.
    assert (\u_dut.next_q <= 17'd2);
    assert (!running_q[hb_pkg::UNIT_MAC] || \u_dut.front_free_q == front_q);
    assert (!running_q[hb_pkg::UNIT_DRAIN] || running_q[hb_pkg::UNIT_MAC]);
    for (int u = 0; u < 7; u++) begin
      assert (!running_q[u] || \u_dut.unit_use_q [26*u +: 26] == use_q[26*u +: 26]);
    end
  end

endmodule
