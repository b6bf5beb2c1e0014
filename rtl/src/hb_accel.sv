// hb_accel: the accelerator: AXI4-Lite control, command sequencer, four units, six memories.
//
// The host writes a program through the command window, starts it, feeds the in stream with the
// words that its LOADs ask for and takes the words of its STOREs from the out stream; irq_o rises
// with done and falls with the next start or clear.
//
// Latency: exact cycles of a program are those of Timing in the catalogue.
// Throughput: ROWS*COLS*LANES multiply-accumulates, one beat in and one beat out a cycle.
// Handshake: AXI4-Stream in and out, AXI4-Lite control; tlast of the in stream is ignored, since
//   the commands say how many words they take.
// Combinational paths: none from an input port to an output port.
module hb_accel #(
  parameter int ROWS      = 8,
  parameter int COLS      = 8,
  parameter int LANES     = 1,
  parameter int ACT_BITS  = 8,
  parameter int WGT_BITS  = 4,
  parameter int ACC_BITS  = 24,
  parameter int ARRAY     = 0,
  parameter int ACT_DEPTH = 16384,
  parameter int RES_DEPTH = 8192,
  parameter int WGT_DEPTH = 4096,
  parameter int PAR_DEPTH = 2048,
  parameter int TABLES    = 4,
  parameter int CMD_DEPTH = 1024
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
  output logic                               irq_o
);

  localparam int AW = hb_pkg::ADDR_WIDTH;
  localparam int EW = hb_pkg::ELEMENT_WIDTH;
  localparam int SW = hb_pkg::STREAM_WIDTH;
  localparam int ELEMENTS = ROWS * LANES;
  localparam int ACT_WIDTH = ELEMENTS * ACT_BITS;
  localparam int RES_WIDTH = ELEMENTS * EW;
  localparam int WGT_WIDTH = COLS * LANES * WGT_BITS;
  localparam int PAR_WIDTH = LANES * hb_pkg::RECORD_WIDTH;
  localparam int VALUE_BITS = (ARRAY == hb_pkg::ARRAY_SHIFT) ? hb_pkg::SHIFT_VALUE_WIDTH : ACC_BITS;
  localparam int VALUE_WIDTH = ELEMENTS * VALUE_BITS;

  // The widest of the words that cross each stream, in beats.
  localparam int OUT_BEATS = (RES_WIDTH + SW - 1) / SW;
  localparam int WIDE_A = (RES_WIDTH > WGT_WIDTH) ? RES_WIDTH : WGT_WIDTH;
  localparam int WIDE_B = (WIDE_A > PAR_WIDTH) ? WIDE_A : PAR_WIDTH;
  localparam int DECODE_MIN = (ARRAY == hb_pkg::ARRAY_MULTIPLY) ? 0 : hb_pkg::DECODE_WIDTH;
  localparam int WIDE_C = (WIDE_B > DECODE_MIN) ? WIDE_B : DECODE_MIN;
  localparam int IN_BEATS = (WIDE_C + SW - 1) / SW;

  // Control.
  logic                     start;
  logic                     clear;
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
  logic                         unused_tlast;
  logic [IN_BEATS*SW-1:0]       load_wdata;
  logic [IN_BEATS*SW+hb_pkg::DECODE_WIDTH-1:0] decode_wdata;
  // verilator lint_on UNUSEDSIGNAL
  assign unused_tlast = s_axis_tlast;
  assign decode_wdata = {{hb_pkg::DECODE_WIDTH{1'b0}}, load_wdata};

  // Command fields.
  logic                                    f_act_signed;
  logic                                    f_decode;
  logic                                    f_dest;
  logic                                    f_table_enable;
  logic                                    f_table_signed;
  logic                                    f_residual_enable;
  logic                                    f_source;
  logic                                    f_stream_last;
  logic [AW-1:0]                           f_a_base;
  logic [AW-1:0]                           f_w_base;
  logic [AW-1:0]                           f_o_base;
  logic [AW-1:0]                           f_r_base;
  logic [hb_pkg::CMD_K_WORDS_WIDTH-1:0]    f_k_words;
  logic [hb_pkg::CMD_ROW_BLOCKS_WIDTH-1:0] f_row_blocks;
  logic [hb_pkg::CMD_O_STRIDE_WIDTH-1:0]   f_o_stride;
  logic [hb_pkg::CMD_R_STRIDE_WIDTH-1:0]   f_r_stride;
  logic [hb_pkg::CMD_P_BASE_WIDTH-1:0]     f_p_base;
  logic [hb_pkg::CMD_TABLE_ID_WIDTH-1:0]   f_table_id;
  logic [hb_pkg::CMD_COUNT_WIDTH-1:0]      f_count;
  logic [hb_pkg::CMD_TARGET_WIDTH-1:0]     f_target;
  logic [hb_pkg::CMD_A_STRIDE_WIDTH-1:0]   f_a_stride;
  logic [hb_pkg::CMD_W_STRIDE_WIDTH-1:0]   f_w_stride;
  logic [hb_pkg::CMD_TILES_WIDTH-1:0]      f_tiles;
  logic [hb_pkg::CMD_M2_WIDTH-1:0]         f_m2;
  logic [EW-1:0]                           f_zero;
  logic [EW-1:0]                           f_lo;
  logic [EW-1:0]                           f_hi;
  logic [EW-1:0]                           f_z2;

  assign f_act_signed = cmd[hb_pkg::CMD_ACT_SIGNED_LSB];
  assign f_decode = cmd[hb_pkg::CMD_DECODE_LSB];
  assign f_dest = cmd[hb_pkg::CMD_DEST_LSB];
  assign f_table_enable = cmd[hb_pkg::CMD_TABLE_ENABLE_LSB];
  assign f_table_signed = cmd[hb_pkg::CMD_TABLE_SIGNED_LSB];
  assign f_residual_enable = cmd[hb_pkg::CMD_RESIDUAL_ENABLE_LSB];
  assign f_source = cmd[hb_pkg::CMD_SOURCE_LSB];
  assign f_stream_last = cmd[hb_pkg::CMD_STREAM_LAST_LSB];
  assign f_a_base = cmd[hb_pkg::CMD_A_BASE_LSB +: hb_pkg::CMD_A_BASE_WIDTH];
  assign f_w_base = cmd[hb_pkg::CMD_W_BASE_LSB +: hb_pkg::CMD_W_BASE_WIDTH];
  assign f_o_base = cmd[hb_pkg::CMD_O_BASE_LSB +: hb_pkg::CMD_O_BASE_WIDTH];
  assign f_r_base = cmd[hb_pkg::CMD_R_BASE_LSB +: hb_pkg::CMD_R_BASE_WIDTH];
  assign f_k_words = cmd[hb_pkg::CMD_K_WORDS_LSB +: hb_pkg::CMD_K_WORDS_WIDTH];
  assign f_row_blocks = cmd[hb_pkg::CMD_ROW_BLOCKS_LSB +: hb_pkg::CMD_ROW_BLOCKS_WIDTH];
  assign f_o_stride = cmd[hb_pkg::CMD_O_STRIDE_LSB +: hb_pkg::CMD_O_STRIDE_WIDTH];
  assign f_r_stride = cmd[hb_pkg::CMD_R_STRIDE_LSB +: hb_pkg::CMD_R_STRIDE_WIDTH];
  assign f_p_base = cmd[hb_pkg::CMD_P_BASE_LSB +: hb_pkg::CMD_P_BASE_WIDTH];
  assign f_table_id = cmd[hb_pkg::CMD_TABLE_ID_LSB +: hb_pkg::CMD_TABLE_ID_WIDTH];
  assign f_count = cmd[hb_pkg::CMD_COUNT_LSB +: hb_pkg::CMD_COUNT_WIDTH];
  assign f_target = cmd[hb_pkg::CMD_TARGET_LSB +: hb_pkg::CMD_TARGET_WIDTH];
  assign f_a_stride = cmd[hb_pkg::CMD_A_STRIDE_LSB +: hb_pkg::CMD_A_STRIDE_WIDTH];
  assign f_w_stride = cmd[hb_pkg::CMD_W_STRIDE_LSB +: hb_pkg::CMD_W_STRIDE_WIDTH];
  assign f_tiles = cmd[hb_pkg::CMD_TILES_LSB +: hb_pkg::CMD_TILES_WIDTH];
  assign f_m2 = cmd[hb_pkg::CMD_M2_LSB +: hb_pkg::CMD_M2_WIDTH];
  assign f_zero = cmd[hb_pkg::CMD_ZERO_LSB +: hb_pkg::CMD_ZERO_WIDTH];
  assign f_lo = cmd[hb_pkg::CMD_LO_LSB +: hb_pkg::CMD_LO_WIDTH];
  assign f_hi = cmd[hb_pkg::CMD_HI_LSB +: hb_pkg::CMD_HI_WIDTH];
  assign f_z2 = cmd[hb_pkg::CMD_Z2_LSB +: hb_pkg::CMD_Z2_WIDTH];

  // Unit outputs and memory ports.
  logic                   load_act_we;
  logic                   load_res_we;
  logic                   load_wgt_we;
  logic                   load_par_we;
  logic                   load_table_we;
  logic [AW-1:0]          load_waddr;
  logic                   load_decode_we;
  logic [hb_pkg::PRODUCTS_WIDTH-1:0] products;
  logic [hb_pkg::PRODUCTS_WIDTH-1:0] skipped;
  logic                   gemm_par_re;
  logic [AW-1:0]          gemm_par_raddr;
  logic                   gemm_res_re;
  logic [AW-1:0]          gemm_res_raddr;
  logic                   gemm_valid;
  logic                   gemm_last;
  logic [AW-1:0]          gemm_waddr;
  logic                   ew_act_re;
  logic [AW-1:0]          ew_act_raddr;
  logic                   ew_res_re;
  logic [AW-1:0]          ew_res_raddr;
  logic                   ew_par_re;
  logic [AW-1:0]          ew_par_raddr;
  logic                   ew_valid;
  logic                   ew_last;
  logic [AW-1:0]          ew_waddr;
  logic                   store_act_re;
  logic                   store_res_re;
  logic [AW-1:0]          store_raddr;
  logic                   epilogue_act_we;
  logic                   epilogue_res_we;
  logic [AW-1:0]          epilogue_waddr;
  logic                   epilogue_done;
  logic [VALUE_WIDTH-1:0] array_value;
  logic [VALUE_WIDTH-1:0] ew_value;
  logic [VALUE_WIDTH-1:0] value;
  logic [ACT_WIDTH-1:0]   epilogue_act_wdata;
  logic [RES_WIDTH-1:0]   epilogue_res_wdata;
  logic [ACT_WIDTH-1:0]   act_rdata;
  logic [RES_WIDTH-1:0]   res_rdata;
  logic [PAR_WIDTH-1:0]   par_rdata;
  logic                   act_re;
  logic [AW-1:0]          act_raddr;
  logic                   res_re;
  logic [AW-1:0]          res_raddr;
  logic                   par_re;
  logic [AW-1:0]          par_raddr;
  logic                   act_we;
  logic [AW-1:0]          act_waddr;
  logic [ACT_WIDTH-1:0]   act_wdata;
  logic                   res_we;
  logic [AW-1:0]          res_waddr;
  logic [RES_WIDTH-1:0]   res_wdata;

  // The scoreboard lets one unit use a port at a time, so these are selections, not arbiters.
  assign act_re = ew_act_re || store_act_re;
  assign act_raddr = ew_act_re ? ew_act_raddr : store_raddr;
  assign res_re = gemm_res_re || ew_res_re || store_res_re;
  assign res_raddr = gemm_res_re ? gemm_res_raddr : ew_res_re ? ew_res_raddr : store_raddr;
  assign par_re = gemm_par_re || ew_par_re;
  assign par_raddr = gemm_par_re ? gemm_par_raddr : ew_par_raddr;
  assign act_we = load_act_we || epilogue_act_we;
  assign act_waddr = load_act_we ? load_waddr : epilogue_waddr;
  assign act_wdata = load_act_we ? load_wdata[ACT_WIDTH-1:0] : epilogue_act_wdata;
  assign res_we = load_res_we || epilogue_res_we;
  assign res_waddr = load_res_we ? load_waddr : epilogue_waddr;
  assign res_wdata = load_res_we ? load_wdata[RES_WIDTH-1:0] : epilogue_res_wdata;
  assign value = gemm_valid ? array_value : ew_value;

  assign unit_done[hb_pkg::UNIT_MAC] = epilogue_done && unit_busy[hb_pkg::UNIT_MAC];
  assign unit_done[hb_pkg::UNIT_EW] = epilogue_done && unit_busy[hb_pkg::UNIT_EW];
  assign irq_o = done;

  hb_axil #(
    .ROWS     (ROWS),
    .COLS     (COLS),
    .LANES    (LANES),
    .ACT_BITS (ACT_BITS),
    .WGT_BITS (WGT_BITS),
    .CMD_DEPTH(CMD_DEPTH)
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
    .running_i       (running),
    .done_i          (done),
    .error_i         (failed),
    .count_read_o    (count_read),
    .count_index_o   (count_index),
    .count_data_i    (count_data)
  );

  hb_counters u_counters (
    .clk_i        (clk_i),
    .rst_ni       (rst_ni),
    .clear_i      ((start || clear) && !running),
    .running_i    (running),
    .unit_busy_i  (unit_busy),
    .in_starved_i (s_axis_tready && !s_axis_tvalid),
    .out_blocked_i(m_axis_tvalid && !m_axis_tready),
    .waiting_i    (waiting),
    .products_i   (products),
    .skipped_i    (skipped),
    .read_i       (count_read),
    .read_index_i (count_index),
    .read_data_o  (count_data)
  );

  hb_sequencer #(
    .CMD_DEPTH(CMD_DEPTH)
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
    .MAX_BEATS(IN_BEATS)
  ) u_load (
    .clk_i          (clk_i),
    .rst_ni         (rst_ni),
    .start_i        (unit_start[hb_pkg::UNIT_LOAD]),
    .target_i       (f_target),
    .base_i         (f_o_base),
    .count_i        (f_count),
    .s_axis_tdata (s_axis_tdata),
    .s_axis_tvalid(s_axis_tvalid),
    .s_axis_tready(s_axis_tready),
    .act_we_o       (load_act_we),
    .res_we_o       (load_res_we),
    .wgt_we_o       (load_wgt_we),
    .par_we_o       (load_par_we),
    .table_we_o     (load_table_we),
    .decode_we_o    (load_decode_we),
    .waddr_o        (load_waddr),
    .wdata_o        (load_wdata),
    .done_o         (unit_done[hb_pkg::UNIT_LOAD])
  );

  if (ARRAY == hb_pkg::ARRAY_ROW) begin : gen_row
    hb_row_core #(
      .COLS     (COLS),
      .LANES    (LANES),
      .ACC_BITS (ACC_BITS),
      .ACT_DEPTH(ACT_DEPTH),
      .WGT_DEPTH(WGT_DEPTH)
    ) u_core (
      .clk_i            (clk_i),
      .rst_ni           (rst_ni),
      .start_i          (unit_start[hb_pkg::UNIT_MAC]),
      .act_signed_i     (f_act_signed),
      .decode_i         (f_decode),
      .residual_enable_i(f_residual_enable),
      .a_base_i         (f_a_base),
      .w_base_i         (f_w_base),
      .o_base_i         (f_o_base),
      .r_base_i         (f_r_base),
      .p_base_i         (f_p_base),
      .k_words_i        (f_k_words),
      .row_blocks_i     (f_row_blocks),
      .o_stride_i       (f_o_stride),
      .r_stride_i       (f_r_stride),
      .a_stride_i       (f_a_stride),
      .w_stride_i       (f_w_stride),
      .tiles_i          (f_tiles),
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
      .par_re_o         (gemm_par_re),
      .par_raddr_o      (gemm_par_raddr),
      .res_re_o         (gemm_res_re),
      .res_raddr_o      (gemm_res_raddr),
      .valid_o          (gemm_valid),
      .last_o           (gemm_last),
      .waddr_o          (gemm_waddr),
      .value_o          (array_value)
    );
  end else begin : gen_block
    hb_block_core #(
      .ROWS      (ROWS),
      .COLS      (COLS),
      .LANES     (LANES),
      .ACT_BITS  (ACT_BITS),
      .WGT_BITS  (WGT_BITS),
      .ACC_BITS  (ACC_BITS),
      .ARRAY     (ARRAY),
      .VALUE_BITS(VALUE_BITS),
      .ACT_DEPTH (ACT_DEPTH),
      .WGT_DEPTH (WGT_DEPTH)
    ) u_core (
      .clk_i            (clk_i),
      .rst_ni           (rst_ni),
      .start_i          (unit_start[hb_pkg::UNIT_MAC]),
      .act_signed_i     (f_act_signed),
      .decode_i         (f_decode),
      .residual_enable_i(f_residual_enable),
      .a_base_i         (f_a_base),
      .w_base_i         (f_w_base),
      .o_base_i         (f_o_base),
      .r_base_i         (f_r_base),
      .p_base_i         (f_p_base),
      .k_words_i        (f_k_words),
      .row_blocks_i     (f_row_blocks),
      .o_stride_i       (f_o_stride),
      .r_stride_i       (f_r_stride),
      .a_stride_i       (f_a_stride),
      .w_stride_i       (f_w_stride),
      .tiles_i          (f_tiles),
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
      .par_re_o         (gemm_par_re),
      .par_raddr_o      (gemm_par_raddr),
      .res_re_o         (gemm_res_re),
      .res_raddr_o      (gemm_res_raddr),
      .valid_o          (gemm_valid),
      .last_o           (gemm_last),
      .waddr_o          (gemm_waddr),
      .value_o          (array_value)
    );
  end

  hb_ew #(
    .ELEMENTS(ELEMENTS),
    .ACT_BITS(ACT_BITS),
    .ACC_BITS(VALUE_BITS)
  ) u_ew (
    .clk_i            (clk_i),
    .rst_ni           (rst_ni),
    .start_i          (unit_start[hb_pkg::UNIT_EW]),
    .source_i         (f_source),
    .act_signed_i     (f_act_signed),
    .residual_enable_i(f_residual_enable),
    .a_base_i         (f_a_base),
    .o_base_i         (f_o_base),
    .r_base_i         (f_r_base),
    .p_base_i         (f_p_base),
    .count_i          (f_count),
    .act_re_o         (ew_act_re),
    .act_raddr_o      (ew_act_raddr),
    .act_rdata_i      (act_rdata),
    .res_re_o         (ew_res_re),
    .res_raddr_o      (ew_res_raddr),
    .res_rdata_i      (res_rdata),
    .par_re_o         (ew_par_re),
    .par_raddr_o      (ew_par_raddr),
    .valid_o          (ew_valid),
    .last_o           (ew_last),
    .waddr_o          (ew_waddr),
    .value_o          (ew_value)
  );

  hb_epilogue #(
    .ELEMENTS(ELEMENTS),
    .LANES   (LANES),
    .ACT_BITS(ACT_BITS),
    .ACC_BITS(VALUE_BITS),
    .TABLES  (TABLES)
  ) u_epilogue (
    .clk_i            (clk_i),
    .rst_ni           (rst_ni),
    .configure_i      (unit_start[hb_pkg::UNIT_MAC] || unit_start[hb_pkg::UNIT_EW]),
    .broadcast_i      (unit_start[hb_pkg::UNIT_EW]),
    .dest_i           (f_dest),
    .residual_enable_i(f_residual_enable),
    .table_enable_i   (f_table_enable),
    .table_signed_i   (f_table_signed),
    .table_id_i       (f_table_id),
    .zero_i           (f_zero),
    .lo_i             (f_lo),
    .hi_i             (f_hi),
    .m2_i             (f_m2),
    .z2_i             (f_z2),
    .valid_i          (gemm_valid || ew_valid),
    .last_i           (gemm_valid ? gemm_last : ew_last),
    .waddr_i          (gemm_valid ? gemm_waddr : ew_waddr),
    .value_i          (value),
    .par_i            (par_rdata),
    .residual_i       (res_rdata),
    .table_we_i       (load_table_we),
    .table_waddr_i    (load_waddr),
    .table_wdata_i    (load_wdata[SW-1:0]),
    .act_we_o         (epilogue_act_we),
    .res_we_o         (epilogue_res_we),
    .waddr_o          (epilogue_waddr),
    .act_wdata_o      (epilogue_act_wdata),
    .res_wdata_o      (epilogue_res_wdata),
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
    .source_i       (f_source),
    .stream_last_i  (f_stream_last),
    .base_i         (f_a_base),
    .count_i        (f_count),
    .act_re_o       (store_act_re),
    .res_re_o       (store_res_re),
    .raddr_o        (store_raddr),
    .act_rdata_i    (act_rdata),
    .res_rdata_i    (res_rdata),
    .m_axis_tdata (m_axis_tdata),
    .m_axis_tvalid(m_axis_tvalid),
    .m_axis_tready(m_axis_tready),
    .m_axis_tlast (m_axis_tlast),
    .done_o         (unit_done[hb_pkg::UNIT_STORE])
  );

  hb_mem #(
    .WIDTH(RES_WIDTH),
    .DEPTH(RES_DEPTH)
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
    .re_i   (par_re),
    .raddr_i(par_raddr),
    .rdata_o(par_rdata)
  );

endmodule
