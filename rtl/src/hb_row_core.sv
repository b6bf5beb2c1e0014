// hb_row_core: rows of act codes by COLS columns of weights, row by row, with their memories.
//
// Row r of a command belongs to engine r mod ENGINES, which has a hb_row_engine, a hb_dot_array and
// copies of both memories of its own; what is written is written to all copies, and users of narrow
// words read the first. Engines work on as many rows of one tile at a time and end their passes
// together (hb_lockstep); their rows are drained one after the other.
//
// hb_row_engine for the control, which skips zeros, hb_dot_array, and hb_row_drain. act is
// hb_act_banks, whose users of narrow words are outside; wgt is hb_wgt_memories, bank l with the
// weights of lane l. A wgt word comes in with weight (k, n) at position n*LANES + k, as for a block
// core, or turned, by what the epilogue makes of the command itself: column_we_i and row_we_i with
// the codes of a word, of which the lowest 4 bits are written; if the command has a second plane
// for them, the word comes twice, and the second time the highest are. skipped_o counts products,
// as products_o does.
//
// Where codes have 4 bits and COLS / (2 * LANES) is 2, 4, 8 or 16, products may be folded: of the
// last 2 * LANES columns or fewer of a matrix, each column as so many of the array, which share k
// between them and are added when they are drained. With CMD_FOLD their weights stand as hb_turn
// writes them with CMD_O_FOLD.
//
// With PACK, which needs four lanes and that products may be folded, weights may be packed: of the
// four weights of a column in a narrow word at most two are not zero. With CMD_PACKED a word of wgt
// has those of two narrow words, and the word of the index memory at the same distance from
// CMD_I_BASE which codes they are for; see hb_dot_array. Index (k, n) comes in at n*LANES + k. A
// cycle takes two narrow words of the row, zeros or not.
//
// Latency: that of hb_row_engine and hb_row_drain; act_rdata_o one cycle after act_re_i.
// Throughput: COLS*LANES*ENGINES multiply-accumulates a cycle; see hb_row_engine.
// Handshake: start_i with the command, not from the cycle after one up to and including that of its
//   front_done_o; drain_start_i with the same command, at the same time or later, when the command
//   in front of it is drained, drain_ready_i from then on (see hb_handover). No back-pressure
//   anywhere: the sequencer has reserved every port.
// Combinational paths: none.
module hb_row_core #(
  parameter int COLS             = 64,
  parameter int LANES            = 4,
  parameter int ACT_BITS         = 4,
  parameter int ACC_BITS         = 24,
  parameter int ENGINES          = 1,
  parameter int PARTIAL_PRODUCTS = 0,
  parameter int ACT_DEPTH        = 256,
  parameter int ACT_SIDE_DEPTH   = 16,
  parameter int WGT_DEPTH        = 256,
  parameter int WGT_SIDE_DEPTH   = 16,
  parameter int PACK             = 0
) (
  input  logic                                    clk_i,
  input  logic                                    rst_ni,
  input  logic                                    start_i,
  input  logic                                    drain_start_i,
  // verilator lint_off UNUSEDSIGNAL
  // Reason: a command has fields of other units.
  input  logic [hb_pkg::CMD_WIDTH-1:0]            cmd_i,
  input  logic [hb_pkg::CMD_WIDTH-1:0]            drain_cmd_i,
  // verilator lint_on UNUSEDSIGNAL
  input  logic                                    drain_ready_i,
  input  logic                                    decode_we_i,
  input  logic [hb_pkg::DECODE_WIDTH-1:0]         decode_wdata_i,
  input  logic [hb_pkg::ACT_WRITERS-1:0]          act_we_i,
  input  logic [hb_pkg::ACT_WRITERS*hb_pkg::ADDR_WIDTH-1:0] act_waddr_i,
  input  logic [hb_pkg::ACT_WRITERS*ACT_BITS*LANES-1:0] act_wdata_i,
  input  logic [hb_pkg::ACT_READERS-1:0]          act_re_i,
  input  logic [hb_pkg::ACT_READERS*hb_pkg::ADDR_WIDTH-1:0] act_raddr_i,
  output logic [hb_pkg::ACT_READERS*ACT_BITS*LANES-1:0] act_rdata_o,
  input  logic                                    wgt_we_i,
  input  logic [hb_pkg::ADDR_WIDTH-1:0]           wgt_waddr_i,
  input  logic [4*COLS*LANES-1:0]                 wgt_wdata_i,
  input  logic                                    index_we_i,
  input  logic [hb_pkg::ADDR_WIDTH-1:0]           index_waddr_i,
  input  logic [hb_pkg::INDEX_WIDTH*COLS*LANES-1:0] index_wdata_i,
  input  logic                                    column_we_i,
  input  logic                                    row_we_i,
  input  logic [ACT_BITS*LANES-1:0]               turned_i,
  output logic [hb_pkg::PRODUCTS_WIDTH-1:0]       products_o,
  output logic [hb_pkg::PRODUCTS_WIDTH-1:0]       skipped_o,
  output logic                                    par_re_o,
  output logic [hb_pkg::ADDR_WIDTH-1:0]           par_raddr_o,
  output logic                                    factor_re_o,
  output logic [hb_pkg::ADDR_WIDTH-1:0]           factor_raddr_o,
  output logic                                    res_re_o,
  output logic [hb_pkg::ADDR_WIDTH-1:0]           res_raddr_o,
  output logic                                    valid_o,
  output logic                                    last_o,
  output logic [hb_pkg::ADDR_WIDTH-1:0]           waddr_o,
  output logic [LANES*ACC_BITS-1:0]               value_o,
  output logic                                    front_done_o
);

  localparam int AW = hb_pkg::ADDR_WIDTH;
  localparam int PW = hb_pkg::PRODUCTS_WIDTH;
  localparam int SHARE = COLS / (2 * LANES);
  localparam int FOLD = (ACT_BITS == 4 && LANES % 2 == 0 && COLS % (2 * LANES) == 0
      && (SHARE == 2 || SHARE == 4 || SHARE == 8 || SHARE == 16)) ? SHARE : 1;
  localparam int CW = hb_pkg::COL_WIDTH;
  localparam int RW = hb_pkg::CMD_ROW_BLOCKS_WIDTH;
  localparam int ACT_READ_WIDTH = hb_pkg::ACT_READERS * ACT_BITS * LANES;
  localparam int VALUE_WIDTH = LANES * ACC_BITS;
  localparam int ENGINE_TOP = ENGINES - 1;
  localparam int ENGINE_BITS = $clog2(ENGINES);

  // Of each engine.
  logic [ENGINES-1:0]                       active;
  logic [ENGINES-1:0]                       pass_wait;
  logic [ENGINES-1:0]                       array_last;
  logic [ENGINES*CW-1:0]                    issued;
  logic [ENGINES*24-1:0]                    skipped;
  logic [ENGINES*VALUE_WIDTH-1:0]           drained;
  // verilator lint_off UNUSEDSIGNAL
  // Reason: users of narrow words read those of the first engine, which no other outlasts.
  logic [ENGINES-1:0]                       front_done;
  logic [ENGINES*ACT_READ_WIDTH-1:0]        act_rdata;
  // verilator lint_on UNUSEDSIGNAL

  logic                                     pass_ready;
  logic                                     twice;
  logic [hb_pkg::CMD_ROW_BLOCKS_WIDTH-1:0]  drain_row;
  logic                                     turned_high;
  logic [4*LANES-1:0]                       turned;
  logic [AW-1:0]                            turned_waddr;
  logic [hb_pkg::COL_WIDTH-1:0]             turned_place;
  logic [hb_pkg::COL_WIDTH-1:0]             turned_bank;
  logic [hb_pkg::CMD_W_ZERO_WIDTH-1:0]      w_zero_q;
  logic [hb_pkg::CMD_W_ZERO_WIDTH-1:0]      w_zero_high_q;
  logic [AW-1:0]                            o_plane;
  logic                                     factor_enable_q;
  logic [AW-1:0]                            f_base_q;
  logic                                     drain;
  logic [hb_pkg::COL_WIDTH-1:0]             drain_col;
  logic                                     rows_turn;
  logic [CW-1:0]                            all_issued;
  // verilator lint_off UNUSEDSIGNAL
  // Reason: a pass skips less than the port of the engine has room for.
  logic [23:0]                              all_skipped;
  // verilator lint_on UNUSEDSIGNAL

  // A digit is a product for each column.
  assign products_o = {{(PW-hb_pkg::COL_WIDTH){1'b0}}, all_issued} * COLS[PW-1:0];
  assign skipped_o = all_skipped[PW-1:0] * COLS[PW-1:0];

  always_comb begin
    all_issued = '0;
    all_skipped = '0;
    for (int i = 0; i < ENGINES; i++) begin
      all_issued = all_issued + issued[CW*i +: CW];
      all_skipped = all_skipped + skipped[24*i +: 24];
    end
  end

  assign front_done_o = front_done[0];
  assign act_rdata_o = act_rdata[ACT_READ_WIDTH-1:0];
  assign twice = cmd_i[hb_pkg::CMD_O_PLANE_LSB +: hb_pkg::CMD_O_PLANE_WIDTH] != '0;

  always_ff @(posedge clk_i) begin
    if (start_i) begin
      w_zero_q      <= cmd_i[hb_pkg::CMD_W_ZERO_LSB +: hb_pkg::CMD_W_ZERO_WIDTH];
      w_zero_high_q <= cmd_i[hb_pkg::CMD_W_ZERO_HIGH_LSB +: hb_pkg::CMD_W_ZERO_HIGH_WIDTH];
    end
    if (drain_start_i) begin
      factor_enable_q <= drain_cmd_i[hb_pkg::CMD_FACTOR_ENABLE_LSB];
      f_base_q        <= drain_cmd_i[hb_pkg::CMD_F_BASE_LSB +: hb_pkg::CMD_F_BASE_WIDTH];
    end
  end

  assign rows_turn =
      drain_cmd_i[hb_pkg::CMD_DEST_LSB +: hb_pkg::CMD_DEST_WIDTH] == hb_pkg::DEST_WGT_ROWS;
  assign o_plane = drain_cmd_i[hb_pkg::CMD_O_PLANE_LSB +: hb_pkg::CMD_O_PLANE_WIDTH];
  for (genvar l = 0; l < LANES; l++) begin : gen_turned
    assign turned[4*l +: 4] = turned_high ? turned_i[ACT_BITS*(l+1)-4 +: 4]
                                          : turned_i[ACT_BITS*l +: 4];
  end

  // A word of the factor memory a row, beside the words of par.
  assign factor_re_o = drain && factor_enable_q;
  assign factor_raddr_o = f_base_q + {4'd0, drain_row};

  for (genvar e = 0; e < ENGINES; e++) begin : gen_engine
    localparam int ENGINE = e;
    logic [LANES-1:0]                         lane_re;
    logic [LANES*hb_pkg::WIDE_ADDR_WIDTH-1:0] lane_raddr;
    logic [LANES*16*ACT_BITS-1:0]             lane_rdata;
    logic [LANES-1:0]                         wgt_re;
    logic [LANES*AW-1:0]                      wgt_raddr;
    logic [4*COLS*LANES-1:0]                  wgt_rdata;
    logic                                     array_en;
    logic                                     array_first;
    logic                                     array_hold;
    logic [hb_pkg::SEGMENT_SHIFT_WIDTH-1:0]   array_shift;
    logic                                     array_digit_signed;
    logic                                     array_wgt_signed;
    logic                                     array_wgt_plane;
    logic [4*LANES-1:0]                       array_digit;
    logic                                     array_fold;
    logic                                     array_pack;
    logic [hb_pkg::INDEX_WIDTH*COLS*LANES-1:0] index_rdata;
    logic [4*FOLD*LANES-1:0]                  array_fold_digit;

    // Every ENGINES-th row of the command, from row e on.
    logic [AW-1:0] a_stride;
    logic [AW-1:0] a_base;
    logic [RW-1:0] rows;
    logic          start_this;
    logic          drain_this;
    assign a_stride = cmd_i[hb_pkg::CMD_A_STRIDE_LSB +: hb_pkg::CMD_A_STRIDE_WIDTH];
    assign a_base = cmd_i[hb_pkg::CMD_A_BASE_LSB +: hb_pkg::CMD_A_BASE_WIDTH]
        + ENGINE[AW-1:0] * a_stride;
    if (ENGINES == 1) begin : gen_all
      assign rows = cmd_i[hb_pkg::CMD_ROW_BLOCKS_LSB +: hb_pkg::CMD_ROW_BLOCKS_WIDTH];
      assign start_this = start_i;
      assign drain_this = drain;
    end else begin : gen_some
      localparam int MISSING = ENGINE_TOP - e;
      // verilator lint_off UNUSEDSIGNAL
      // Reason: the lowest bits are lost in the division.
      logic [RW:0] reached;
      // verilator lint_on UNUSEDSIGNAL
      assign reached = {1'b0, cmd_i[hb_pkg::CMD_ROW_BLOCKS_LSB +: hb_pkg::CMD_ROW_BLOCKS_WIDTH]}
          + MISSING[RW:0];
      assign rows = {{(ENGINE_BITS-1){1'b0}}, reached[RW:ENGINE_BITS]};
      assign start_this = start_i && rows != '0;
      assign drain_this = drain && drain_row[ENGINE_BITS-1:0] == ENGINE[ENGINE_BITS-1:0];
    end

    /* verilator lint_off PINCONNECTEMPTY */
    // Reason: nothing here asks which lanes idle.
    hb_row_engine #(
      .LANES   (LANES),
      .DRAIN   (COLS / LANES),
      .ACT_BITS(ACT_BITS),
      .FOLD    (FOLD),
      .PACK    (PACK)
    ) u_engine (
      .clk_i               (clk_i),
      .rst_ni              (rst_ni),
      .decode_we_i         (decode_we_i),
      .decode_wdata_i      (decode_wdata_i),
      .start_i             (start_this),
      .act_signed_i        (cmd_i[hb_pkg::CMD_ACT_SIGNED_LSB]),
      .decode_i            (cmd_i[hb_pkg::CMD_DECODE_LSB]),
      .twice_i             (twice),
      .fold_i              (cmd_i[hb_pkg::CMD_FOLD_LSB]),
      .pack_i              (cmd_i[hb_pkg::CMD_PACKED_LSB]),
      .a_base_i            (a_base),
      .a_stride_i          (a_stride << ENGINE_BITS),
      .w_base_i            (cmd_i[hb_pkg::CMD_W_BASE_LSB +: hb_pkg::CMD_W_BASE_WIDTH]),
      .w_tile_stride_i     (cmd_i[hb_pkg::CMD_W_STRIDE_LSB +: hb_pkg::CMD_W_STRIDE_WIDTH]),
      .w_plane_i           (cmd_i[hb_pkg::CMD_W_PLANE_LSB +: hb_pkg::CMD_W_PLANE_WIDTH]),
      .k_words_i           (cmd_i[hb_pkg::CMD_K_WORDS_LSB +: hb_pkg::CMD_K_WORDS_WIDTH]),
      .rows_i              (rows),
      .tiles_i             (cmd_i[hb_pkg::CMD_TILES_LSB +: hb_pkg::CMD_TILES_WIDTH]),
      .drain_ready_i       (pass_ready),
      .act_re_o            (lane_re),
      .act_raddr_o         (lane_raddr),
      .act_rdata_i         (lane_rdata),
      .wgt_re_o            (wgt_re),
      .wgt_raddr_o         (wgt_raddr),
      .array_en_o          (array_en),
      .array_first_o       (array_first),
      .array_last_o        (array_last[ENGINE]),
      .array_hold_o        (array_hold),
      .array_shift_o       (array_shift),
      .array_digit_signed_o(array_digit_signed),
      .array_wgt_signed_o  (array_wgt_signed),
      .array_wgt_plane_o   (array_wgt_plane),
      .array_digit_o       (array_digit),
      .array_fold_o        (array_fold),
      .array_pack_o        (array_pack),
      .array_fold_digit_o  (array_fold_digit),
      .active_o            (active[ENGINE]),
      .pass_wait_o         (pass_wait[ENGINE]),
      .done_o              (front_done[ENGINE]),
      .issued_o            (issued[CW*ENGINE +: CW]),
      .idle_o              (),
      .skipped_o           (skipped[24*ENGINE +: 24])
    );
    /* verilator lint_on PINCONNECTEMPTY */

    hb_dot_array #(
      .COLS            (COLS),
      .LANES           (LANES),
      .ACC_BITS        (ACC_BITS),
      .PARTIAL_PRODUCTS(PARTIAL_PRODUCTS),
      .FOLD            (FOLD),
      .PACK            (PACK)
    ) u_array (
      .clk_i         (clk_i),
      .en_i          (array_en),
      .first_i       (array_first),
      .last_i        (array_last[ENGINE]),
      .hold_i        (array_hold),
      .shift_i       (array_shift),
      .digit_signed_i(array_digit_signed),
      .wgt_signed_i  (array_wgt_signed),
      .wgt_zero_i    (array_wgt_plane ? w_zero_high_q : w_zero_q),
      .digit_i       (array_digit),
      .fold_i        (array_fold),
      .fold_digit_i  (array_fold_digit),
      .pack_i        (array_pack),
      .index_i       (index_rdata),
      .wgt_i         (wgt_rdata),
      .drain_i       (drain_this),
      .drain_col_i   (drain_col),
      .drain_o       (drained[VALUE_WIDTH*ENGINE +: VALUE_WIDTH])
    );

    hb_act_banks #(
      .LANES     (LANES),
      .CODE_BITS (ACT_BITS),
      .DEPTH     (ACT_DEPTH),
      .SIDE_DEPTH(ACT_SIDE_DEPTH),
      .WRITERS   (hb_pkg::ACT_WRITERS),
      .READERS   (hb_pkg::ACT_READERS)
    ) u_act (
      .clk_i       (clk_i),
      .we_i        (act_we_i),
      .waddr_i     (act_waddr_i),
      .wdata_i     (act_wdata_i),
      .re_i        (ENGINE == 0 ? act_re_i : '0),
      .raddr_i     (act_raddr_i),
      .rdata_o     (act_rdata[ACT_READ_WIDTH*ENGINE +: ACT_READ_WIDTH]),
      .lane_re_i   (lane_re),
      .lane_raddr_i(lane_raddr),
      .lane_rdata_o(lane_rdata)
    );

    hb_wgt_memories #(
      .COLS      (COLS),
      .LANES     (LANES),
      .DEPTH     (WGT_DEPTH),
      .SIDE_DEPTH(WGT_SIDE_DEPTH)
    ) u_wgt (
      .clk_i         (clk_i),
      .we_i          (wgt_we_i),
      .waddr_i       (wgt_waddr_i),
      .wdata_i       (wgt_wdata_i),
      .column_we_i   (column_we_i),
      .row_we_i      (row_we_i),
      .turned_waddr_i(turned_waddr),
      .place_i       (turned_place),
      .bank_i        (turned_bank),
      .turned_i      (turned),
      .re_i          (wgt_re),
      .raddr_i       (wgt_raddr),
      .rdata_o       (wgt_rdata)
    );

    if (PACK != 0) begin : gen_index
      localparam int IW = hb_pkg::INDEX_WIDTH;
      logic [AW-1:0]            offset_q;
      logic                     packed_q;
      logic [IW*COLS*LANES-1:0] turned_index;

      // All lanes read their weights at one address here.
      always_ff @(posedge clk_i) begin
        if (start_i) begin
          packed_q <= cmd_i[hb_pkg::CMD_PACKED_LSB];
          offset_q <= cmd_i[hb_pkg::CMD_I_BASE_LSB +: hb_pkg::CMD_I_BASE_WIDTH]
              - cmd_i[hb_pkg::CMD_W_BASE_LSB +: hb_pkg::CMD_W_BASE_WIDTH];
        end
      end

      for (genvar c = 0; c < COLS; c++) begin : gen_column
        for (genvar l = 0; l < LANES; l++) begin : gen_cell
          assign turned_index[IW*(l*COLS+c) +: IW] = index_wdata_i[IW*(c*LANES+l) +: IW];
        end
      end

      // A product that is not packed reads nothing here.
      hb_mem #(
        .WIDTH(IW * COLS * LANES),
        .DEPTH(WGT_DEPTH)
      ) u_index (
        .clk_i  (clk_i),
        .we_i   (index_we_i),
        .waddr_i(index_waddr_i),
        .wdata_i(turned_index),
        .re_i   (wgt_re[0] && packed_q),
        .raddr_i(wgt_raddr[0 +: AW] + offset_q),
        .rdata_o(index_rdata)
      );
    end else begin : gen_no_index
      // verilator lint_off UNUSEDSIGNAL
      // Reason: there are no packed products.
      logic unused;
      // verilator lint_on UNUSEDSIGNAL
      assign unused = ^{index_we_i, index_waddr_i, index_wdata_i};
      assign index_rdata = '0;
    end
  end

  // One engine is ready when its drain is; the word of several is that of the row drained.
  if (ENGINES == 1) begin : gen_single
    // verilator lint_off UNUSEDSIGNAL
    // Reason: nothing waits for the only engine.
    logic unused;
    // verilator lint_on UNUSEDSIGNAL
    assign unused = active[0] && pass_wait[0];
    assign pass_ready = drain_ready_i;
    assign value_o = drained;
  end else begin : gen_lockstep
    logic [ENGINE_BITS-1:0] engine_q;
    always_ff @(posedge clk_i) begin
      if (drain) engine_q <= drain_row[ENGINE_BITS-1:0];
    end
    assign value_o = drained[VALUE_WIDTH*engine_q +: VALUE_WIDTH];

    hb_lockstep #(
      .ENGINES(ENGINES),
      .DRAIN  (COLS / LANES)
    ) u_lockstep (
      .clk_i        (clk_i),
      .rst_ni       (rst_ni),
      .start_i      (start_i),
      .twice_i      (twice),
      .fold_i       (cmd_i[hb_pkg::CMD_FOLD_LSB]),
      .drain_ready_i(drain_ready_i),
      .active_i     (active),
      .wait_i       (pass_wait),
      .ready_o      (pass_ready)
    );
  end

  /* verilator lint_off PINCONNECTEMPTY */
  // Reason: nothing here asks which tile is drained, or which words end rows.
  hb_row_drain #(
    .DRAIN  (COLS / LANES),
    .ENGINES(ENGINES)
  ) u_drain (
    .clk_i            (clk_i),
    .rst_ni           (rst_ni),
    .start_i          (drain_start_i),
    .twice_i          (o_plane != '0),
    .fold_i           (drain_cmd_i[hb_pkg::CMD_FOLD_LSB]),
    .residual_enable_i(drain_cmd_i[hb_pkg::CMD_RESIDUAL_ENABLE_LSB]),
    .o_base_i         (drain_cmd_i[hb_pkg::CMD_O_BASE_LSB +: hb_pkg::CMD_O_BASE_WIDTH]),
    .r_base_i         (drain_cmd_i[hb_pkg::CMD_R_BASE_LSB +: hb_pkg::CMD_R_BASE_WIDTH]),
    .p_base_i         (drain_cmd_i[hb_pkg::CMD_P_BASE_LSB +: hb_pkg::CMD_P_BASE_WIDTH]),
    .rows_i           (drain_cmd_i[hb_pkg::CMD_ROW_BLOCKS_LSB +: hb_pkg::CMD_ROW_BLOCKS_WIDTH]),
    .tiles_i          (drain_cmd_i[hb_pkg::CMD_TILES_LSB +: hb_pkg::CMD_TILES_WIDTH]),
    .o_stride_i       (drain_cmd_i[hb_pkg::CMD_O_STRIDE_LSB +: hb_pkg::CMD_O_STRIDE_WIDTH]),
    .r_stride_i       (drain_cmd_i[hb_pkg::CMD_R_STRIDE_LSB +: hb_pkg::CMD_R_STRIDE_WIDTH]),
    .last_i           (array_last[0]),
    .drain_o          (drain),
    .col_o            (drain_col),
    .tile_o           (),
    .row_o            (drain_row),
    .par_re_o         (par_re_o),
    .par_raddr_o      (par_raddr_o),
    .res_re_o         (res_re_o),
    .res_raddr_o      (res_raddr_o),
    .valid_o          (valid_o),
    .row_last_o       (),
    .last_o           (last_o),
    .waddr_o          (waddr_o)
  );
  /* verilator lint_on PINCONNECTEMPTY */

  hb_turn #(
    .COLS   (COLS),
    .LANES  (LANES),
    .FOLD   (FOLD),
    .ENGINES(ENGINES)
  ) u_turn (
    .clk_i   (clk_i),
    .rst_ni  (rst_ni),
    .start_i (drain_start_i),
    .rows_i  (rows_turn),
    .fold_i  (drain_cmd_i[hb_pkg::CMD_O_FOLD_LSB]),
    .base_i  (drain_cmd_i[hb_pkg::CMD_O_BASE_LSB +: hb_pkg::CMD_O_BASE_WIDTH]),
    .stride_i(drain_cmd_i[hb_pkg::CMD_O_STRIDE_LSB +: hb_pkg::CMD_O_STRIDE_WIDTH]),
    .plane_i (o_plane),
    .column_i(drain_cmd_i[hb_pkg::CMD_O_COLUMN_LSB +: hb_pkg::CMD_O_COLUMN_WIDTH]),
    .tiles_i (drain_cmd_i[hb_pkg::CMD_TILES_LSB +: hb_pkg::CMD_TILES_WIDTH]),
    .count_i (drain_cmd_i[hb_pkg::CMD_ROW_BLOCKS_LSB +: hb_pkg::CMD_ROW_BLOCKS_WIDTH]),
    .write_i (column_we_i || row_we_i),
    .high_o  (turned_high),
    .waddr_o (turned_waddr),
    .place_o (turned_place),
    .bank_o  (turned_bank)
  );

endmodule
