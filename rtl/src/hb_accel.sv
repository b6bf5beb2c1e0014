// hb_accel: the accelerator: AXI4-Lite control, command sequencer, six units and their memories.
//
// The host writes a program through the command window, starts it, feeds the in stream with the
// words that its LOADs ask for and takes the words of its STOREs from the out stream; irq_o rises
// with done and falls with the next start or clear. With DRAM, words of the LOADs and STOREs that
// say so are in a memory behind AXI4; without it that bus is silent.
//
// Latency: exact cycles of a program are those of Timing in the catalogue.
// Throughput: ROWS*COLS*LANES*ENGINES multiply-accumulates, one beat in and one beat out a cycle.
// Handshake: AXI4-Stream in and out, AXI4-Lite control, AXI4 as a master of one id; tlast of the in
//   stream is ignored, since the commands say how many words they take.
// Combinational paths: none from an input port to an output port.
module hb_accel #(
  parameter int ROWS            = 8,
  parameter int COLS            = 8,
  parameter int LANES           = 1,
  parameter int ACT_BITS        = 8,
  parameter int WGT_BITS        = 4,
  parameter int ACC_BITS        = 24,
  parameter int ARRAY           = 0,
  parameter int ENGINES         = 1,
  parameter int ACT_DEPTH       = 16384,
  parameter int RES_DEPTH       = 8192,
  parameter int WGT_DEPTH       = 4096,
  parameter int PAR_DEPTH       = 2048,
  parameter int TABLES          = 4,
  parameter int CMD_DEPTH       = 1024,
  parameter int ACT_SIDE_DEPTH  = 0,
  parameter int RES_SIDE_DEPTH  = 0,
  parameter int WGT_SIDE_DEPTH  = 0,
  parameter int SOFTMAX_ROW_MAX = 0,
  parameter int NORM_ROW_MAX    = 0,
  parameter int GAIN_DEPTH      = 0,
  parameter int FACTOR_DEPTH    = 0,
  parameter int DRAM            = 0,
  parameter int PACK            = 0,
  parameter int VALUE_BITS      = 33
) (
  input  logic                               clk_i,
  input  logic                               rst_ni,
  input  logic [hb_pkg::STREAM_WIDTH-1:0]    s_axis_tdata,
  input  logic                               s_axis_tvalid,
  output logic                               s_axis_tready,
  input  logic                               s_axis_tlast,
  output logic [hb_pkg::STREAM_WIDTH-1:0]    m_axis_tdata,
  output logic                               m_axis_tvalid,
  input  logic                               m_axis_tready,
  output logic                               m_axis_tlast,
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
  output logic [hb_pkg::AXI_ADDR_WIDTH-1:0]    m_axi_araddr,
  output logic [hb_pkg::AXI_LENGTH_WIDTH-1:0]  m_axi_arlen,
  output logic [2:0]                           m_axi_arsize,
  output logic [1:0]                           m_axi_arburst,
  output logic                                 m_axi_arvalid,
  input  logic                                 m_axi_arready,
  input  logic [hb_pkg::STREAM_WIDTH-1:0]      m_axi_rdata,
  input  logic [1:0]                           m_axi_rresp,
  input  logic                                 m_axi_rlast,
  input  logic                                 m_axi_rvalid,
  output logic                                 m_axi_rready,
  output logic [hb_pkg::AXI_ADDR_WIDTH-1:0]    m_axi_awaddr,
  output logic [hb_pkg::AXI_LENGTH_WIDTH-1:0]  m_axi_awlen,
  output logic [2:0]                           m_axi_awsize,
  output logic [1:0]                           m_axi_awburst,
  output logic                                 m_axi_awvalid,
  input  logic                                 m_axi_awready,
  output logic [hb_pkg::STREAM_WIDTH-1:0]      m_axi_wdata,
  output logic [hb_pkg::STREAM_WIDTH/8-1:0]    m_axi_wstrb,
  output logic                                 m_axi_wlast,
  output logic                                 m_axi_wvalid,
  input  logic                                 m_axi_wready,
  input  logic [1:0]                           m_axi_bresp,
  input  logic                                 m_axi_bvalid,
  output logic                                 m_axi_bready,
  output logic                               irq_o
);

  localparam int AW = hb_pkg::ADDR_WIDTH;
  localparam int SW = hb_pkg::STREAM_WIDTH;
  localparam int ELEMENTS = ROWS * LANES;
  localparam int ACT_WIDTH = ELEMENTS * ACT_BITS;
  localparam int RES_WIDTH = ELEMENTS * hb_pkg::ELEMENT_WIDTH;
  localparam int WGT_WIDTH = COLS * LANES * WGT_BITS;
  localparam int PAR_WIDTH = LANES * hb_pkg::RECORD_WIDTH;
  localparam int INDEX_WIDTH = COLS * LANES * hb_pkg::INDEX_WIDTH;
  localparam int SUM_BITS = (ARRAY == hb_pkg::ARRAY_SHIFT) ? hb_pkg::SHIFT_VALUE_WIDTH : ACC_BITS;
  localparam int VALUE_WIDTH = ELEMENTS * SUM_BITS;

  // The widest of the words that cross each stream, in beats.
  localparam int OUT_BEATS = (RES_WIDTH + SW - 1) / SW;
  localparam int WIDE_A = (RES_WIDTH > WGT_WIDTH) ? RES_WIDTH : WGT_WIDTH;
  localparam int WIDE_B = (WIDE_A > PAR_WIDTH) ? WIDE_A : PAR_WIDTH;
  localparam int DECODE_MIN = (ARRAY == hb_pkg::ARRAY_MULTIPLY) ? 0 : hb_pkg::DECODE_WIDTH;
  localparam int WIDE_C = (WIDE_B > DECODE_MIN) ? WIDE_B : DECODE_MIN;
  localparam int IN_BEATS = (WIDE_C + SW - 1) / SW;

  // The users of the ports of act and res. The last writers and readers are the units of rows.
  localparam int LOAD = 0;
  localparam int EPILOGUE = 1;
  localparam int EW = 0;
  localparam int STORE = 1;
  localparam int GEMM = 2;
  localparam int ACT_WRITERS = hb_pkg::ACT_WRITERS;
  localparam int ACT_READERS = hb_pkg::ACT_READERS;
  localparam int RES_WRITERS = 2;
  localparam int RES_READERS = 5;

  // Control.
  logic                     start;
  logic                     clear;
  logic                     forget;
  logic                     cmd_we;
  logic [AW-1:0]            cmd_waddr;
  logic [hb_pkg::SLOT_BITS-1:0] cmd_wword;
  logic [31:0]              cmd_wdata;
  logic [hb_pkg::UNITS-1:0] unit_start;
  logic [hb_pkg::UNITS-1:0] unit_done;
  logic [hb_pkg::UNITS-1:0] unit_busy;
  logic                     running;
  logic                     waiting;
  logic                     done;
  logic                     failed;
  logic                     count_read;
  logic [3:0]               count_index;
  logic [63:0]              count_data;

  // verilator lint_off UNUSEDSIGNAL
  // Reason: cmd has reserved bits, the in stream needs no tlast, a load word is cut to each width.
  logic [hb_pkg::CMD_WIDTH-1:0] cmd;
  logic [hb_pkg::CMD_WIDTH-1:0] drain_cmd;
  logic                         unused_tlast;
  logic [IN_BEATS*SW-1:0]       load_wdata;
  logic [IN_BEATS*SW+hb_pkg::DECODE_WIDTH-1:0] decode_wdata;
  // verilator lint_on UNUSEDSIGNAL
  assign unused_tlast = s_axis_tlast;
  assign decode_wdata = {{hb_pkg::DECODE_WIDTH{1'b0}}, load_wdata};

  // Unit outputs.
  logic                   load_wgt_we;
  logic                   load_par_we;
  logic                   load_table_we;
  logic                   load_decode_we;
  logic                   load_exp_we;
  logic                   load_gain_we;
  logic                   load_index_we;
  logic [AW-1:0]          load_waddr;
  logic [hb_pkg::PRODUCTS_WIDTH-1:0] products;
  logic [hb_pkg::PRODUCTS_WIDTH-1:0] skipped;
  logic                   gemm_valid;
  logic                   gemm_last;
  logic [AW-1:0]          gemm_waddr;
  logic                   ew_valid;
  logic                   ew_last;
  logic [AW-1:0]          ew_waddr;
  logic                   column_we;
  logic                   row_we;
  logic                   epilogue_done;
  logic                   product_done;
  logic                   front_done;
  logic                   drain_start;
  logic                   drain_pending;
  logic [VALUE_WIDTH-1:0] array_value;
  logic [VALUE_WIDTH-1:0] ew_value;

  // Ports of the memories, a place for each of their users.
  logic [1:0]                  par_re;
  logic [2*AW-1:0]             par_raddr;
  logic [PAR_WIDTH-1:0]        par_rdata;
  logic [ACT_WRITERS-1:0]      act_we;
  logic [ACT_WRITERS*AW-1:0]   act_waddr;
  logic [ACT_WRITERS*ACT_WIDTH-1:0] act_wdata;
  logic [ACT_READERS-1:0]      act_re;
  logic [ACT_READERS*AW-1:0]   act_raddr;
  logic [ACT_READERS*ACT_WIDTH-1:0] act_rdata;
  logic [RES_WRITERS-1:0]      res_we;
  logic [RES_WRITERS*AW-1:0]   res_waddr;
  logic [RES_WRITERS*RES_WIDTH-1:0] res_wdata;
  logic [RES_READERS-1:0]      res_re;
  logic [RES_READERS*AW-1:0]   res_raddr;
  logic [RES_READERS*RES_WIDTH-1:0] res_rdata;
  logic                        factor_re;
  logic [AW-1:0]               factor_raddr;
  logic [hb_pkg::FACTOR_WIDTH-1:0] factor_rdata;

  assign act_waddr[LOAD*AW +: AW] = load_waddr;
  assign act_wdata[LOAD*ACT_WIDTH +: ACT_WIDTH] = load_wdata[ACT_WIDTH-1:0];
  assign res_waddr[LOAD*AW +: AW] = load_waddr;
  assign res_wdata[LOAD*RES_WIDTH +: RES_WIDTH] = load_wdata[RES_WIDTH-1:0];
  assign res_waddr[EPILOGUE*AW +: AW] = act_waddr[EPILOGUE*AW +: AW];
  assign act_raddr[STORE*AW +: AW] = res_raddr[STORE*AW +: AW];

  // The streams of LOAD and STORE, which lead outside or to the DRAM.
  logic [SW-1:0]               load_data;
  logic                        load_valid;
  logic                        load_ready;
  logic [SW-1:0]               store_data;
  logic                        store_valid;
  logic                        store_ready;
  logic                        store_last;
  logic                        store_done;
  logic                        dram_starved;
  logic                        dram_blocked;
  logic                        dram_error;
  logic [hb_pkg::DRAM_BASE_WIDTH-1:0] dram_base;

  // The product in front is done first.
  assign product_done = epilogue_done && !unit_busy[hb_pkg::UNIT_EW];
  assign unit_done[hb_pkg::UNIT_DRAIN] = product_done && unit_busy[hb_pkg::UNIT_DRAIN];
  assign unit_done[hb_pkg::UNIT_MAC] =
      product_done && unit_busy[hb_pkg::UNIT_MAC] && !unit_busy[hb_pkg::UNIT_DRAIN];
  assign unit_done[hb_pkg::UNIT_EW] = epilogue_done && unit_busy[hb_pkg::UNIT_EW];
  assign irq_o = done;
  assign forget = (start || clear) && !running;

  hb_axil #(
    .ROWS     (ROWS),
    .COLS     (COLS),
    .LANES    (LANES),
    .ACT_BITS (ACT_BITS),
    .WGT_BITS (WGT_BITS),
    .ENGINES  (ENGINES),
    .CMD_DEPTH(CMD_DEPTH),
    .DRAM     (DRAM)
  ) u_axil (
    .clk_i           (clk_i),
    .rst_ni          (rst_ni),
    .s_axil_awaddr (s_axil_awaddr),
    .s_axil_awvalid(s_axil_awvalid),
    .s_axil_awready(s_axil_awready),
    .s_axil_wdata  (s_axil_wdata),
    .s_axil_wstrb  (s_axil_wstrb),
    .s_axil_wvalid (s_axil_wvalid),
    .s_axil_wready (s_axil_wready),
    .s_axil_bresp  (s_axil_bresp),
    .s_axil_bvalid (s_axil_bvalid),
    .s_axil_bready (s_axil_bready),
    .s_axil_araddr (s_axil_araddr),
    .s_axil_arvalid(s_axil_arvalid),
    .s_axil_arready(s_axil_arready),
    .s_axil_rdata  (s_axil_rdata),
    .s_axil_rresp  (s_axil_rresp),
    .s_axil_rvalid (s_axil_rvalid),
    .s_axil_rready (s_axil_rready),
    .start_o         (start),
    .clear_o         (clear),
    .cmd_we_o        (cmd_we),
    .cmd_waddr_o     (cmd_waddr),
    .cmd_wword_o     (cmd_wword),
    .cmd_wdata_o     (cmd_wdata),
    .dram_base_o     (dram_base),
    .running_i       (running),
    .done_i          (done),
    .error_i         (failed || dram_error),
    .count_read_o    (count_read),
    .count_index_o   (count_index),
    .count_data_i    (count_data)
  );

  hb_counters u_counters (
    .clk_i        (clk_i),
    .rst_ni       (rst_ni),
    .clear_i      (forget),
    .running_i    (running),
    .unit_busy_i  (unit_busy),
    .in_starved_i (s_axis_tready && !s_axis_tvalid),
    .out_blocked_i(m_axis_tvalid && !m_axis_tready),
    .dram_starved_i(dram_starved),
    .dram_blocked_i(dram_blocked),
    .waiting_i    (waiting),
    .products_i   (products),
    .skipped_i    (skipped),
    .read_i       (count_read),
    .read_index_i (count_index),
    .read_data_o  (count_data)
  );

  hb_sequencer #(
    .CMD_DEPTH(CMD_DEPTH),
    .SOFTMAX  (SOFTMAX_ROW_MAX),
    .NORM     (NORM_ROW_MAX),
    .DRAM     (DRAM)
  ) u_sequencer (
    .clk_i      (clk_i),
    .rst_ni     (rst_ni),
    .start_i    (start),
    .clear_i    (clear),
    .cmd_we_i   (cmd_we),
    .cmd_waddr_i(cmd_waddr),
    .cmd_wword_i(cmd_wword),
    .cmd_wdata_i(cmd_wdata),
    .unit_done_i(unit_done),
    .front_done_i(front_done),
    .start_o    (unit_start),
    .cmd_o      (cmd),
    .unit_busy_o(unit_busy),
    .running_o  (running),
    .waiting_o  (waiting),
    .done_o     (done),
    .error_o    (failed)
  );

  hb_load #(
    .ACT_WIDTH(ACT_WIDTH),
    .RES_WIDTH(RES_WIDTH),
    .WGT_WIDTH(WGT_WIDTH),
    .PAR_WIDTH(PAR_WIDTH),
    .INDEX_WIDTH(INDEX_WIDTH),
    .MAX_BEATS(IN_BEATS)
  ) u_load (
    .clk_i          (clk_i),
    .rst_ni         (rst_ni),
    .start_i        (unit_start[hb_pkg::UNIT_LOAD]),
    .target_i       (cmd[hb_pkg::CMD_TARGET_LSB +: hb_pkg::CMD_TARGET_WIDTH]),
    .base_i         (cmd[hb_pkg::CMD_O_BASE_LSB +: hb_pkg::CMD_O_BASE_WIDTH]),
    .count_i        (cmd[hb_pkg::CMD_COUNT_LSB +: hb_pkg::CMD_COUNT_WIDTH]),
    .s_axis_tdata (load_data),
    .s_axis_tvalid(load_valid),
    .s_axis_tready(load_ready),
    .act_we_o       (act_we[LOAD]),
    .res_we_o       (res_we[LOAD]),
    .wgt_we_o       (load_wgt_we),
    .par_we_o       (load_par_we),
    .table_we_o     (load_table_we),
    .decode_we_o    (load_decode_we),
    .exp_we_o       (load_exp_we),
    .gain_we_o      (load_gain_we),
    .index_we_o     (load_index_we),
    .waddr_o        (load_waddr),
    .wdata_o        (load_wdata),
    .done_o         (unit_done[hb_pkg::UNIT_LOAD])
  );

  hb_handover u_handover (
    .clk_i    (clk_i),
    .rst_ni   (rst_ni),
    .start_i  (unit_start[hb_pkg::UNIT_MAC]),
    .cmd_i    (cmd),
    .done_i   (product_done),
    .start_o  (drain_start),
    .cmd_o    (drain_cmd),
    .pending_o(drain_pending)
  );

  if (ARRAY == hb_pkg::ARRAY_ROW) begin : gen_row
    hb_row_core #(
      .COLS            (COLS),
      .LANES           (LANES),
      .ACT_BITS        (ACT_BITS),
      .ACC_BITS        (ACC_BITS),
      .ENGINES         (ENGINES),
      .ACT_DEPTH       (ACT_DEPTH),
      .ACT_SIDE_DEPTH  (ACT_SIDE_DEPTH),
      .WGT_DEPTH       (WGT_DEPTH),
      .WGT_SIDE_DEPTH  (WGT_SIDE_DEPTH),
      .PACK            (PACK),
      .PARTIAL_PRODUCTS(hb_pkg::EXPLICIT_PRODUCTS)
    ) u_core (
      .clk_i            (clk_i),
      .rst_ni           (rst_ni),
      .start_i          (unit_start[hb_pkg::UNIT_MAC]),
      .drain_start_i    (drain_start),
      .cmd_i            (cmd),
      .drain_cmd_i      (drain_cmd),
      .drain_ready_i    (!drain_pending),
      .decode_we_i      (load_decode_we),
      .decode_wdata_i   (decode_wdata[hb_pkg::DECODE_WIDTH-1:0]),
      .act_we_i         (act_we),
      .act_waddr_i      (act_waddr),
      .act_wdata_i      (act_wdata),
      .act_re_i         (act_re),
      .act_raddr_i      (act_raddr),
      .act_rdata_o      (act_rdata),
      .wgt_we_i         (load_wgt_we),
      .wgt_waddr_i      (load_waddr),
      .wgt_wdata_i      (load_wdata[WGT_WIDTH-1:0]),
      .index_we_i       (load_index_we),
      .index_waddr_i    (load_waddr),
      .index_wdata_i    (load_wdata[INDEX_WIDTH-1:0]),
      .column_we_i      (column_we),
      .row_we_i         (row_we),
      .turned_i         (act_wdata[EPILOGUE*ACT_WIDTH +: ACT_WIDTH]),
      .products_o       (products),
      .skipped_o        (skipped),
      .par_re_o         (par_re[1]),
      .par_raddr_o      (par_raddr[AW +: AW]),
      .factor_re_o      (factor_re),
      .factor_raddr_o   (factor_raddr),
      .res_re_o         (res_re[GEMM]),
      .res_raddr_o      (res_raddr[GEMM*AW +: AW]),
      .valid_o          (gemm_valid),
      .last_o           (gemm_last),
      .waddr_o          (gemm_waddr),
      .value_o          (array_value),
      .front_done_o     (front_done)
    );
  end else begin : gen_block
    // Blocks have no factors of rows, no weights of their own making, none that are packed, and
    // one product at a time.
    // verilator lint_off UNUSEDSIGNAL
    // Reason: the epilogue has ports for them.
    logic unused;
    // verilator lint_on UNUSEDSIGNAL
    assign unused = column_we || row_we || load_index_we || drain_pending;
    assign front_done = 1'b0;
    assign factor_re = 1'b0;
    assign factor_raddr = '0;

    hb_block_core #(
      .ROWS      (ROWS),
      .COLS      (COLS),
      .LANES     (LANES),
      .ACT_BITS  (ACT_BITS),
      .WGT_BITS  (WGT_BITS),
      .ACC_BITS  (ACC_BITS),
      .ARRAY     (ARRAY),
      .SUM_BITS  (SUM_BITS),
      .ACT_DEPTH (ACT_DEPTH),
      .WGT_DEPTH (WGT_DEPTH)
    ) u_core (
      .clk_i            (clk_i),
      .rst_ni           (rst_ni),
      .start_i          (unit_start[hb_pkg::UNIT_MAC]),
      .cmd_i            (cmd),
      .decode_we_i      (load_decode_we),
      .decode_wdata_i   (decode_wdata[hb_pkg::DECODE_WIDTH-1:0]),
      .act_we_i         (act_we),
      .act_waddr_i      (act_waddr),
      .act_wdata_i      (act_wdata),
      .act_re_i         (act_re),
      .act_raddr_i      (act_raddr),
      .act_rdata_o      (act_rdata),
      .wgt_we_i         (load_wgt_we),
      .wgt_waddr_i      (load_waddr),
      .wgt_wdata_i      (load_wdata[WGT_WIDTH-1:0]),
      .products_o       (products),
      .skipped_o        (skipped),
      .par_re_o         (par_re[1]),
      .par_raddr_o      (par_raddr[AW +: AW]),
      .res_re_o         (res_re[GEMM]),
      .res_raddr_o      (res_raddr[GEMM*AW +: AW]),
      .valid_o          (gemm_valid),
      .last_o           (gemm_last),
      .waddr_o          (gemm_waddr),
      .value_o          (array_value)
    );
  end

  hb_ew #(
    .ELEMENTS(ELEMENTS),
    .ACT_BITS(ACT_BITS),
    .ACC_BITS(SUM_BITS)
  ) u_ew (
    .clk_i            (clk_i),
    .rst_ni           (rst_ni),
    .start_i          (unit_start[hb_pkg::UNIT_EW]),
    .source_i         (cmd[hb_pkg::CMD_SOURCE_LSB]),
    .act_signed_i     (cmd[hb_pkg::CMD_ACT_SIGNED_LSB]),
    .residual_enable_i(cmd[hb_pkg::CMD_RESIDUAL_ENABLE_LSB]),
    .reduce_i         (cmd[hb_pkg::CMD_REDUCE_LSB +: hb_pkg::CMD_REDUCE_WIDTH]),
    .rows_i           (cmd[hb_pkg::CMD_ROW_BLOCKS_LSB +: hb_pkg::CMD_ROW_BLOCKS_WIDTH]),
    .a_base_i         (cmd[hb_pkg::CMD_A_BASE_LSB +: hb_pkg::CMD_A_BASE_WIDTH]),
    .a_stride_i       (cmd[hb_pkg::CMD_A_STRIDE_LSB +: hb_pkg::CMD_A_STRIDE_WIDTH]),
    .o_base_i         (cmd[hb_pkg::CMD_O_BASE_LSB +: hb_pkg::CMD_O_BASE_WIDTH]),
    .r_base_i         (cmd[hb_pkg::CMD_R_BASE_LSB +: hb_pkg::CMD_R_BASE_WIDTH]),
    .p_base_i         (cmd[hb_pkg::CMD_P_BASE_LSB +: hb_pkg::CMD_P_BASE_WIDTH]),
    .count_i          (cmd[hb_pkg::CMD_COUNT_LSB +: hb_pkg::CMD_COUNT_WIDTH]),
    .act_re_o         (act_re[EW]),
    .act_raddr_o      (act_raddr[EW*AW +: AW]),
    .act_rdata_i      (act_rdata[EW*ACT_WIDTH +: ACT_WIDTH]),
    .res_re_o         (res_re[EW]),
    .res_raddr_o      (res_raddr[EW*AW +: AW]),
    .res_rdata_i      (res_rdata[EW*RES_WIDTH +: RES_WIDTH]),
    .par_re_o         (par_re[0]),
    .par_raddr_o      (par_raddr[0 +: AW]),
    .valid_o          (ew_valid),
    .last_o           (ew_last),
    .waddr_o          (ew_waddr),
    .value_o          (ew_value)
  );

  hb_epilogue #(
    .ELEMENTS(ELEMENTS),
    .LANES   (LANES),
    .ACT_BITS(ACT_BITS),
    .ACC_BITS(SUM_BITS),
    .TABLES  (TABLES),
    .EXPLICIT(hb_pkg::EXPLICIT_PRODUCTS),
    .VALUE_BITS(VALUE_BITS)
  ) u_epilogue (
    .clk_i            (clk_i),
    .rst_ni           (rst_ni),
    .configure_i      (drain_start || unit_start[hb_pkg::UNIT_EW]),
    .broadcast_i      (unit_start[hb_pkg::UNIT_EW]),
    .dest_i           (drain_cmd[hb_pkg::CMD_DEST_LSB +: hb_pkg::CMD_DEST_WIDTH]),
    .factor_enable_i  (drain_start && drain_cmd[hb_pkg::CMD_FACTOR_ENABLE_LSB]),
    .residual_enable_i(drain_cmd[hb_pkg::CMD_RESIDUAL_ENABLE_LSB]),
    .table_enable_i   (drain_cmd[hb_pkg::CMD_TABLE_ENABLE_LSB]),
    .table_signed_i   (drain_cmd[hb_pkg::CMD_TABLE_SIGNED_LSB]),
    .table_id_i       (drain_cmd[hb_pkg::CMD_TABLE_ID_LSB +: hb_pkg::CMD_TABLE_ID_WIDTH]),
    .zero_i           (drain_cmd[hb_pkg::CMD_ZERO_LSB +: hb_pkg::CMD_ZERO_WIDTH]),
    .lo_i             (drain_cmd[hb_pkg::CMD_LO_LSB +: hb_pkg::CMD_LO_WIDTH]),
    .hi_i             (drain_cmd[hb_pkg::CMD_HI_LSB +: hb_pkg::CMD_HI_WIDTH]),
    .m2_i             (drain_cmd[hb_pkg::CMD_M2_LSB +: hb_pkg::CMD_M2_WIDTH]),
    .z2_i             (drain_cmd[hb_pkg::CMD_Z2_LSB +: hb_pkg::CMD_Z2_WIDTH]),
    .valid_i          (gemm_valid || ew_valid),
    .last_i           (gemm_valid ? gemm_last : ew_last),
    .waddr_i          (gemm_valid ? gemm_waddr : ew_waddr),
    .value_i          (gemm_valid ? array_value : ew_value),
    .par_i            (par_rdata),
    .factor_i         (factor_rdata),
    .residual_i       (gemm_valid ? res_rdata[GEMM*RES_WIDTH +: RES_WIDTH]
                                  : res_rdata[EW*RES_WIDTH +: RES_WIDTH]),
    .table_we_i       (load_table_we),
    .table_waddr_i    (load_waddr),
    .table_wdata_i    (load_wdata[SW-1:0]),
    .act_we_o         (act_we[EPILOGUE]),
    .res_we_o         (res_we[EPILOGUE]),
    .column_we_o      (column_we),
    .row_we_o         (row_we),
    .waddr_o          (act_waddr[EPILOGUE*AW +: AW]),
    .act_wdata_o      (act_wdata[EPILOGUE*ACT_WIDTH +: ACT_WIDTH]),
    .res_wdata_o      (res_wdata[EPILOGUE*RES_WIDTH +: RES_WIDTH]),
    .done_o           (epilogue_done)
  );

  hb_store #(
    .ACT_WIDTH(ACT_WIDTH),
    .RES_WIDTH(RES_WIDTH),
    .MAX_BEATS(OUT_BEATS)
  ) u_store (
    .clk_i          (clk_i),
    .rst_ni         (rst_ni),
    .start_i        (unit_start[hb_pkg::UNIT_STORE]),
    .source_i       (cmd[hb_pkg::CMD_SOURCE_LSB]),
    .stream_last_i  (cmd[hb_pkg::CMD_STREAM_LAST_LSB]),
    .base_i         (cmd[hb_pkg::CMD_A_BASE_LSB +: hb_pkg::CMD_A_BASE_WIDTH]),
    .count_i        (cmd[hb_pkg::CMD_COUNT_LSB +: hb_pkg::CMD_COUNT_WIDTH]),
    .stride_i       (cmd[hb_pkg::CMD_A_STRIDE_LSB +: hb_pkg::CMD_A_STRIDE_WIDTH]),
    .rows_i         (cmd[hb_pkg::CMD_ROW_BLOCKS_LSB +: hb_pkg::CMD_ROW_BLOCKS_WIDTH]),
    .act_re_o       (act_re[STORE]),
    .res_re_o       (res_re[STORE]),
    .raddr_o        (res_raddr[STORE*AW +: AW]),
    .act_rdata_i    (act_rdata[STORE*ACT_WIDTH +: ACT_WIDTH]),
    .res_rdata_i    (res_rdata[STORE*RES_WIDTH +: RES_WIDTH]),
    .m_axis_tdata (store_data),
    .m_axis_tvalid(store_valid),
    .m_axis_tready(store_ready),
    .m_axis_tlast (store_last),
    .done_o         (store_done)
  );

  hb_dram #(
    .DRAM(DRAM)
  ) u_dram (
    .clk_i        (clk_i),
    .rst_ni       (rst_ni),
    .clear_i      (forget),
    .base_i       (dram_base),
    .load_start_i (unit_start[hb_pkg::UNIT_LOAD]),
    .store_start_i(unit_start[hb_pkg::UNIT_STORE]),
    .cmd_i        (cmd),
    .s_axis_tdata (s_axis_tdata),
    .s_axis_tvalid(s_axis_tvalid),
    .s_axis_tready(s_axis_tready),
    .load_data_o  (load_data),
    .load_valid_o (load_valid),
    .load_ready_i (load_ready),
    .store_data_i (store_data),
    .store_last_i (store_last),
    .store_valid_i(store_valid),
    .store_ready_o(store_ready),
    .store_done_i (store_done),
    .store_done_o (unit_done[hb_pkg::UNIT_STORE]),
    .m_axis_tdata (m_axis_tdata),
    .m_axis_tvalid(m_axis_tvalid),
    .m_axis_tready(m_axis_tready),
    .m_axis_tlast (m_axis_tlast),
    .starved_o    (dram_starved),
    .blocked_o    (dram_blocked),
    .error_o      (dram_error),
    .m_axi_araddr (m_axi_araddr),
    .m_axi_arlen  (m_axi_arlen),
    .m_axi_arsize (m_axi_arsize),
    .m_axi_arburst(m_axi_arburst),
    .m_axi_arvalid(m_axi_arvalid),
    .m_axi_arready(m_axi_arready),
    .m_axi_rdata  (m_axi_rdata),
    .m_axi_rresp  (m_axi_rresp),
    .m_axi_rlast  (m_axi_rlast),
    .m_axi_rvalid (m_axi_rvalid),
    .m_axi_rready (m_axi_rready),
    .m_axi_awaddr (m_axi_awaddr),
    .m_axi_awlen  (m_axi_awlen),
    .m_axi_awsize (m_axi_awsize),
    .m_axi_awburst(m_axi_awburst),
    .m_axi_awvalid(m_axi_awvalid),
    .m_axi_awready(m_axi_awready),
    .m_axi_wdata  (m_axi_wdata),
    .m_axi_wstrb  (m_axi_wstrb),
    .m_axi_wlast  (m_axi_wlast),
    .m_axi_wvalid (m_axi_wvalid),
    .m_axi_wready (m_axi_wready),
    .m_axi_bresp  (m_axi_bresp),
    .m_axi_bvalid (m_axi_bvalid),
    .m_axi_bready (m_axi_bready)
  );

  hb_row_units #(
    .LANES          (ELEMENTS),
    .ACT_BITS       (ACT_BITS),
    .SOFTMAX_ROW_MAX(SOFTMAX_ROW_MAX),
    .NORM_ROW_MAX   (NORM_ROW_MAX),
    .GAIN_DEPTH     (GAIN_DEPTH),
    .FACTOR_DEPTH   (FACTOR_DEPTH)
  ) u_row_units (
    .clk_i         (clk_i),
    .rst_ni        (rst_ni),
    .start_i       (unit_start[hb_pkg::UNIT_SOFTMAX +: 2]),
    .cmd_i         (cmd),
    .exp_we_i      (load_exp_we),
    .gain_we_i     (load_gain_we),
    .load_waddr_i  (load_waddr),
    .load_wdata_i  (load_wdata[hb_pkg::GAIN_ELEMENTS*hb_pkg::GAIN_WIDTH-1:0]),
    .res_re_o      (res_re[GEMM+1 +: 2]),
    .res_raddr_o   (res_raddr[(GEMM+1)*AW +: 2*AW]),
    .res_rdata_i   (res_rdata[(GEMM+1)*RES_WIDTH +: 2*RES_WIDTH]),
    .act_we_o      (act_we[EPILOGUE+1 +: 2]),
    .act_waddr_o   (act_waddr[(EPILOGUE+1)*AW +: 2*AW]),
    .act_wdata_o   (act_wdata[(EPILOGUE+1)*ACT_WIDTH +: 2*ACT_WIDTH]),
    .factor_re_i   (factor_re),
    .factor_raddr_i(factor_raddr),
    .factor_rdata_o(factor_rdata),
    .done_o        (unit_done[hb_pkg::UNIT_SOFTMAX +: 2])
  );

  hb_banks #(
    .WIDTH     (RES_WIDTH),
    .DEPTH     (RES_DEPTH),
    .SIDE_DEPTH(RES_SIDE_DEPTH),
    .WRITERS   (RES_WRITERS),
    .READERS   (RES_READERS)
  ) u_res (
    .clk_i  (clk_i),
    .we_i   (res_we),
    .waddr_i(res_waddr),
    .wdata_i(res_wdata),
    .re_i   (res_re),
    .raddr_i(res_raddr),
    .rdata_o(res_rdata)
  );

  hb_mem #(
    .WIDTH(PAR_WIDTH),
    .DEPTH(PAR_DEPTH)
  ) u_par (
    .clk_i  (clk_i),
    .we_i   (load_par_we),
    .waddr_i(load_waddr),
    .wdata_i(load_wdata[PAR_WIDTH-1:0]),
    .re_i   (par_re != 2'b00),
    .raddr_i(par_re[1] ? par_raddr[AW +: AW] : par_raddr[0 +: AW]),
    .rdata_o(par_rdata)
  );

endmodule
