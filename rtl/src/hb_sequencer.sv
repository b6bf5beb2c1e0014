// hb_sequencer: command RAM, in-order issue and scoreboard.
//
// start_i runs the program from command 0. A command is issued, that is start_o of its unit is
// high for one cycle with the command on cmd_o, in the first cycle in which no running unit uses
// one of its resources, no unit of its wait mask is busy and its own unit is idle. END, an unknown
// opcode and the end of the RAM wait for every unit; the last two set error_o. Without SOFTMAX and
// NORM the opcodes of these units are unknown, without DRAM commands that ask for it.
//
// A product whose operands have been read, as front_done_i tells, lets the next one start on the
// array if that does not wait for it: what is left of it, with its resources, is handed to the unit
// DRAIN, which no command starts, and which must be idle before.
//
// Latency: the first command can issue two cycles after start_i (running_o rises in between); what
//   waits for a unit can issue the cycle after its unit_done_i.
// Throughput: one command a cycle.
// Handshake: start_i is ignored while running_o; a unit answers start_o with one cycle of
//   unit_done_i. The command RAM is written word by word while not running.
// Combinational paths: unit_done_i to none; registers only to start_o, cmd_o is the RAM's
//   register.
module hb_sequencer #(
  parameter int CMD_DEPTH = 1024,
  parameter int SOFTMAX   = 1,
  parameter int NORM      = 1,
  parameter int DRAM      = 1
) (
  input  logic                          clk_i,
  input  logic                          rst_ni,
  input  logic                          start_i,
  input  logic                          clear_i,
  input  logic                          cmd_we_i,
  input  logic [hb_pkg::ADDR_WIDTH-1:0] cmd_waddr_i,
  input  logic [hb_pkg::SLOT_BITS-1:0]  cmd_wword_i,
  input  logic [31:0]                   cmd_wdata_i,
  input  logic [hb_pkg::UNITS-1:0]      unit_done_i,
  input  logic                          front_done_i,
  output logic [hb_pkg::UNITS-1:0]      start_o,
  output logic [hb_pkg::CMD_WIDTH-1:0]  cmd_o,
  output logic [hb_pkg::UNITS-1:0]      unit_busy_o,
  output logic                          running_o,
  output logic                          waiting_o,
  output logic                          done_o,
  output logic                          error_o
);

  localparam int UNITS = hb_pkg::UNITS;
  localparam int USE_WIDTH = hb_pkg::CMD_USE_WIDTH;
  localparam logic [16:0] DEPTH = CMD_DEPTH[16:0];

  logic [16:0]                next_q;
  logic                       fetched_q;
  logic                       overrun_q;
  logic                       fetch;
  logic [3:0]                 opcode;
  logic [UNITS-1:0]           waits;
  logic [USE_WIDTH-1:0]       resources;
  logic [UNITS-1:0]           own;
  logic                       unknown;
  logic                       ends;
  logic                       blocked;
  logic                       issue;
  logic [UNITS*USE_WIDTH-1:0] unit_use_q;
  logic [USE_WIDTH-1:0]       resources_busy;
  logic [USE_WIDTH-1:0]       resources_kept;
  logic                       front_free_q;
  logic                       hand_over;
  logic [UNITS-1:0]           needed;

  // The RAM: columns of 32 bits, so that the host writes words and a fetch reads a command.
  assign fetch = running_o && next_q != DEPTH && (!fetched_q || (issue && !ends));
  for (genvar w = 0; w < hb_pkg::CMD_WIDTH / 32; w++) begin : gen_ram
    localparam logic [hb_pkg::SLOT_BITS-1:0] COLUMN = w[hb_pkg::SLOT_BITS-1:0];
    logic [31:0] word;
    hb_mem #(
      .WIDTH(32),
      .DEPTH(CMD_DEPTH)
    ) u_ram (
      .clk_i  (clk_i),
      .we_i   (cmd_we_i && cmd_wword_i == COLUMN),
      .waddr_i(cmd_waddr_i),
      .wdata_i(cmd_wdata_i),
      .re_i   (fetch),
      .raddr_i(next_q[hb_pkg::ADDR_WIDTH-1:0]),
      .rdata_o(word)
    );
    assign cmd_o[32*w +: 32] = word;
  end

  assign opcode = cmd_o[hb_pkg::CMD_OPCODE_LSB +: hb_pkg::CMD_OPCODE_WIDTH];
  assign waits = cmd_o[hb_pkg::CMD_WAIT_LSB +: UNITS];
  assign resources = cmd_o[hb_pkg::CMD_USE_LSB +: hb_pkg::CMD_USE_WIDTH];

  always_comb begin
    own = '0;
    unknown = overrun_q;
    case (opcode)
      hb_pkg::OP_END:   own = '0;
      hb_pkg::OP_LOAD: begin
        own[hb_pkg::UNIT_LOAD] = 1'b1;
        if (DRAM == 0 && cmd_o[hb_pkg::CMD_DRAM_LSB]) unknown = 1'b1;
      end
      hb_pkg::OP_GEMM:  own[hb_pkg::UNIT_MAC] = 1'b1;
      hb_pkg::OP_EW:    own[hb_pkg::UNIT_EW] = 1'b1;
      hb_pkg::OP_STORE: begin
        own[hb_pkg::UNIT_STORE] = 1'b1;
        if (DRAM == 0 && cmd_o[hb_pkg::CMD_DRAM_LSB]) unknown = 1'b1;
      end
      hb_pkg::OP_SOFTMAX: begin
        own[hb_pkg::UNIT_SOFTMAX] = SOFTMAX != 0;
        if (SOFTMAX == 0) unknown = 1'b1;
      end
      hb_pkg::OP_NORM: begin
        own[hb_pkg::UNIT_NORM] = NORM != 0;
        if (NORM == 0) unknown = 1'b1;
      end
      default:          unknown = 1'b1;
    endcase
    resources_kept = '0;
    for (int unsigned u = 0; u < UNITS; u++) begin
      if (unit_busy_o[u] && u != hb_pkg::UNIT_MAC) begin
        resources_kept = resources_kept | unit_use_q[u*USE_WIDTH +: USE_WIDTH];
      end
    end
    resources_busy = resources_kept;
    if (unit_busy_o[hb_pkg::UNIT_MAC]) begin
      resources_busy =
          resources_busy | unit_use_q[hb_pkg::UNIT_MAC*USE_WIDTH +: USE_WIDTH];
    end
  end

  // A product that may follow at once shares every resource with the one in front of it.
  assign hand_over = own[hb_pkg::UNIT_MAC] && unit_busy_o[hb_pkg::UNIT_MAC] && front_free_q;
  always_comb begin
    needed = waits | own;
    if (hand_over) begin
      needed[hb_pkg::UNIT_MAC] = waits[hb_pkg::UNIT_MAC];
      needed[hb_pkg::UNIT_DRAIN] = 1'b1;
    end
  end

  assign ends = unknown || opcode == hb_pkg::OP_END;
  assign blocked = ends
      ? unit_busy_o != '0
      : (resources & (hand_over ? resources_kept : resources_busy)) != '0 ||
        (needed & unit_busy_o) != '0;
  assign issue = running_o && fetched_q && !blocked;
  assign waiting_o = running_o && fetched_q && blocked;
  assign start_o = (issue && !ends) ? own : '0;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      running_o <= 1'b0;
      done_o    <= 1'b0;
      error_o   <= 1'b0;
      next_q    <= '0;
      fetched_q <= 1'b0;
      overrun_q <= 1'b0;
    end else if (!running_o) begin
      if (start_i || clear_i) begin
        done_o  <= 1'b0;
        error_o <= 1'b0;
      end
      running_o <= start_i;
      next_q    <= '0;
      fetched_q <= 1'b0;
      overrun_q <= 1'b0;
    end else begin
      if (fetch) begin
        next_q    <= next_q + 17'd1;
        fetched_q <= 1'b1;
      end else if (issue && !ends) begin
        overrun_q <= 1'b1;
      end
      if (issue && ends) begin
        running_o <= 1'b0;
        done_o    <= 1'b1;
        error_o   <= unknown;
      end
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      unit_busy_o  <= '0;
      unit_use_q   <= '0;
      front_free_q <= 1'b0;
    end else begin
      if (start_o[hb_pkg::UNIT_MAC]) front_free_q <= 1'b0;
      else if (front_done_i) front_free_q <= 1'b1;
      for (int unsigned u = 0; u < UNITS; u++) begin
        if (start_o[u]) begin
          unit_busy_o[u] <= 1'b1;
          unit_use_q[u*USE_WIDTH +: USE_WIDTH] <= resources;
        end else if (unit_done_i[u]) begin
          unit_busy_o[u] <= 1'b0;
        end
      end
      if (start_o[hb_pkg::UNIT_MAC]) begin
        unit_busy_o[hb_pkg::UNIT_DRAIN] <=
            unit_busy_o[hb_pkg::UNIT_MAC] && !unit_done_i[hb_pkg::UNIT_MAC];
        unit_use_q[hb_pkg::UNIT_DRAIN*USE_WIDTH +: USE_WIDTH] <=
            unit_use_q[hb_pkg::UNIT_MAC*USE_WIDTH +: USE_WIDTH];
      end
    end
  end

endmodule
