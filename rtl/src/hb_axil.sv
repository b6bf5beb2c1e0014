// hb_axil: AXI4-Lite slave: control and status, identification, counters, command window.
//
// Registers as in the register map of the catalogue. A write to CTRL with bit 0 gives one cycle of
// start_o, with bit 1 one of clear_o. Accesses outside the map, writes to read-only registers, and
// command writes without all four strobes are answered with SLVERR and have no effect. So are those
// of DRAM_BASE, which is there with DRAM only: where the words of commands begin in the DRAM, in
// pages of 4 KiB; the bits below are ignored.
//
// Latency: bvalid two cycles after the later of address and data; rvalid two cycles after the
//   address. start_o, clear_o and cmd_we_o are in the cycle before bvalid.
// Throughput: one write every two cycles, one read every three.
// Handshake: AXI4-Lite; address and data of a write may come in any order; all readies are
//   registers, valid stays and the response is stable until ready.
// Combinational paths: s_axil_bready to start_o, clear_o and cmd_we_o.
module hb_axil #(
  parameter int ROWS      = 8,
  parameter int COLS      = 8,
  parameter int LANES     = 1,
  parameter int ACT_BITS  = 8,
  parameter int WGT_BITS  = 4,
  parameter int ENGINES   = 1,
  parameter int CMD_DEPTH = 1024,
  parameter int DRAM      = 1
) (
  input  logic                               clk_i,
  input  logic                               rst_ni,
  input  logic [hb_pkg::AXIL_ADDR_WIDTH-1:0] s_axil_awaddr,
  input  logic                               s_axil_awvalid,
  output logic                               s_axil_awready,
  input  logic [31:0]                        s_axil_wdata,
  input  logic [3:0]                         s_axil_wstrb,
  input  logic                               s_axil_wvalid,
  output logic                               s_axil_wready,
  output logic [1:0]                         s_axil_bresp,
  output logic                               s_axil_bvalid,
  input  logic                               s_axil_bready,
  input  logic [hb_pkg::AXIL_ADDR_WIDTH-1:0] s_axil_araddr,
  input  logic                               s_axil_arvalid,
  output logic                               s_axil_arready,
  output logic [31:0]                        s_axil_rdata,
  output logic [1:0]                         s_axil_rresp,
  output logic                               s_axil_rvalid,
  input  logic                               s_axil_rready,
  output logic                               start_o,
  output logic                               clear_o,
  output logic                               cmd_we_o,
  output logic [hb_pkg::ADDR_WIDTH-1:0]      cmd_waddr_o,
  output logic [hb_pkg::SLOT_BITS-1:0]       cmd_wword_o,
  output logic [31:0]                        cmd_wdata_o,
  output logic [hb_pkg::DRAM_BASE_WIDTH-1:0] dram_base_o,
  input  logic                               running_i,
  input  logic                               done_i,
  input  logic                               error_i,
  output logic                               count_read_o,
  output logic [3:0]                         count_index_o,
  input  logic [63:0]                        count_data_i
);

  localparam int AW = hb_pkg::AXIL_ADDR_WIDTH;
  localparam logic [1:0] OKAY = 2'b00;
  localparam logic [1:0] SLVERR = 2'b10;
  localparam int WINDOW_END_INT = 32'h8000 + (4 << hb_pkg::SLOT_BITS) * CMD_DEPTH;
  localparam int CMD_PAD = hb_pkg::ADDR_WIDTH + hb_pkg::SLOT_BITS + 2 - AW;
  localparam logic [AW:0] WINDOW_END = WINDOW_END_INT[AW:0];
  localparam int COUNTERS_END_INT = 32'h10 + 8 * hb_pkg::COUNTERS;
  localparam logic [AW-1:0] COUNTERS_END = COUNTERS_END_INT[AW-1:0];
  localparam int ENGINE_TOP = ENGINES - 1;
  localparam logic [31:0] SHAPE = {
    WGT_BITS[3:0], ACT_BITS[3:0], ENGINE_TOP[1:0], LANES[5:0], COLS[7:0], ROWS[7:0]
  };

  // Write side: address and data are held until both are there.
  logic          aw_held_q;
  logic          w_held_q;
  logic [AW-1:0] awaddr_q;
  logic [31:0]   wdata_q;
  logic [3:0]    wstrb_q;
  logic          write;
  logic          write_ctrl;
  logic          write_window;
  logic          write_base;
  logic [AW-1:2] window_word;

  assign s_axil_awready = !aw_held_q;
  assign s_axil_wready = !w_held_q;
  assign write = aw_held_q && w_held_q && (!s_axil_bvalid || s_axil_bready);
  assign write_ctrl = awaddr_q == hb_pkg::REG_CTRL;
  assign write_window = awaddr_q >= hb_pkg::COMMAND_WINDOW && {1'b0, awaddr_q} < WINDOW_END
      && awaddr_q[1:0] == 2'b00 && wstrb_q == 4'b1111;
  assign write_base = DRAM != 0 && awaddr_q == hb_pkg::REG_DRAM_BASE && wstrb_q == 4'b1111;
  assign window_word = awaddr_q[AW-1:2] - hb_pkg::COMMAND_WINDOW[AW-1:2];

  assign start_o = write && write_ctrl && wstrb_q[0] && wdata_q[0];
  assign clear_o = write && write_ctrl && wstrb_q[0] && wdata_q[1];
  assign cmd_we_o = write && write_window;
  assign cmd_waddr_o = {{CMD_PAD{1'b0}}, window_word[AW-1:hb_pkg::SLOT_BITS+2]};
  assign cmd_wword_o = window_word[hb_pkg::SLOT_BITS+1:2];
  assign cmd_wdata_o = wdata_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      aw_held_q       <= 1'b0;
      w_held_q        <= 1'b0;
      awaddr_q        <= '0;
      wdata_q         <= '0;
      wstrb_q         <= '0;
      s_axil_bvalid <= 1'b0;
      s_axil_bresp  <= OKAY;
      dram_base_o   <= '0;
    end else begin
      if (write && write_base) dram_base_o <= wdata_q[31:hb_pkg::DRAM_PAGE_BITS];
      if (s_axil_awvalid && s_axil_awready) begin
        aw_held_q <= 1'b1;
        awaddr_q  <= s_axil_awaddr;
      end else if (write) begin
        aw_held_q <= 1'b0;
      end
      if (s_axil_wvalid && s_axil_wready) begin
        w_held_q <= 1'b1;
        wdata_q  <= s_axil_wdata;
        wstrb_q  <= s_axil_wstrb;
      end else if (write) begin
        w_held_q <= 1'b0;
      end
      if (write) begin
        s_axil_bvalid <= 1'b1;
        s_axil_bresp  <= (write_ctrl || write_window || write_base) ? OKAY : SLVERR;
      end else if (s_axil_bready) begin
        s_axil_bvalid <= 1'b0;
      end
    end
  end

  // Read side: the address is held, the register or counter is read, the response is offered.
  logic          ar_held_q;
  logic [AW-1:0] araddr_q;
  logic          read_counter;
  logic          from_counter_q;
  logic          high_word_q;
  logic [31:0]   plain_q;
  logic [31:0]   plain;
  logic          mapped;
  logic [3:0]    counter_index;

  assign s_axil_arready = !ar_held_q && !s_axil_rvalid;
  assign read_counter = araddr_q >= hb_pkg::REG_CYCLES && araddr_q < COUNTERS_END;
  assign counter_index = araddr_q[6:3] - hb_pkg::REG_CYCLES[6:3];
  assign count_read_o = ar_held_q && read_counter;
  assign count_index_o = counter_index;
  assign s_axil_rdata = !from_counter_q ? plain_q
      : (high_word_q ? count_data_i[63:32] : count_data_i[31:0]);

  always_comb begin
    mapped = 1'b1;
    plain = 32'd0;
    case (araddr_q)
      hb_pkg::REG_CTRL:   plain = 32'd0;
      hb_pkg::REG_STATUS: plain = {29'd0, error_i, done_i, running_i};
      hb_pkg::REG_ID:     plain = hb_pkg::ID_VALUE;
      hb_pkg::REG_SHAPE:  plain = SHAPE;
      hb_pkg::REG_DRAM_BASE: begin
        mapped = DRAM != 0;
        plain = {dram_base_o, {hb_pkg::DRAM_PAGE_BITS{1'b0}}};
      end
      default:            mapped = read_counter && araddr_q[1:0] == 2'b00;
    endcase
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      ar_held_q       <= 1'b0;
      araddr_q        <= '0;
      from_counter_q  <= 1'b0;
      high_word_q     <= 1'b0;
      plain_q         <= '0;
      s_axil_rvalid <= 1'b0;
      s_axil_rresp  <= OKAY;
    end else begin
      ar_held_q <= s_axil_arvalid && s_axil_arready;
      if (s_axil_arvalid && s_axil_arready) araddr_q <= s_axil_araddr;
      if (ar_held_q) begin
        s_axil_rvalid <= 1'b1;
        s_axil_rresp  <= mapped ? OKAY : SLVERR;
        from_counter_q  <= read_counter && mapped;
        high_word_q     <= araddr_q[2];
        plain_q         <= plain;
      end else if (s_axil_rready) begin
        s_axil_rvalid <= 1'b0;
      end
    end
  end

endmodule
