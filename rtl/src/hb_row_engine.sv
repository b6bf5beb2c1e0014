// hb_row_engine: the front of a row-serial GEMM: lanes that skip zeros, control of the array.
//
// For each row, for each tile of COLS = DRAIN*LANES columns, for each segment the lanes issue the
// digits of the row's codes that are not zero, each with the address of its weights in the lane's
// bank. A segment is one digit plane: a table of 16 digits, the plane of the codes (0, their lowest
// 4 bits, or 1, their highest), the plane of weights (0, or 1 behind w_plane_i), signs, and by how
// much the sums are shifted in front of it. With decode_i segments come from the word that
// decode_we_i writes; without, there is one, whose digits are the lowest bits of the codes. The
// digits of a word of octaves are those of hb_skip_lane, by their places, from codes of 8 bits.
// array_hold_o rises with the last digits of a first sum, if the word says that there is one, and
// with array_last_o of such a pass; the segment behind a first sum begins with array_first_o.
//
// With fold_i, which needs FOLD > 1, codes of 4 bits and a command of one tile and no decode_i,
// each cycle takes FOLD narrow words, of which group g of the columns has its own digits, those of
// array_fold_digit_o; see hb_dot_array. Nothing is skipped, and two words are drained a row.
//
// With pack_i, which needs PACK and FOLD > 1, codes of 4 bits and no decode_i, each cycle takes two
// narrow words, those of the first two groups of array_fold_digit_o, and array_pack_o is high.
// Nothing is skipped.
//
// A segment takes as many cycles as its slowest lane, which takes one for each digit and for each
// wide word without digits. A row and tile, a pass, also take as long as a drain, but for the
// first: DRAIN cycles, or with twice_i, where every word is drained in two cycles, twice that. The
// first does not end before drain_ready_i. Engines that end their passes together are held by it as
// well: pass_wait_o is high while nothing but drain and drain_ready_i keep the engine from the next
// pass, active_o from the first digit of a command to the last.
//
// Latency: the first read of act two cycles after start_i, the first digit is looked up two cycles
//   later and is beside its weight two cycles later still, when array_en_o rises. done_o comes the
//   cycle after the last digit.
// Throughput: LANES digits a cycle, no gap between words, segments, tiles and rows.
// Handshake: start_i with the command fields, not from the cycle after one up to and including that
//   of its done_o. decode_we_i while idle. No back-pressure: the sequencer has reserved every port.
//   a_base_i and a_stride_i are multiples of 16. issued_o, idle_o and skipped_o are to be
//   summed.
// Combinational paths: none.
module hb_row_engine #(
  parameter int LANES    = 4,
  parameter int DRAIN    = 16,
  parameter int ACT_BITS = 4,
  parameter int FOLD     = 1,
  parameter int PACK     = 0
) (
  input  logic                                     clk_i,
  input  logic                                     rst_ni,
  input  logic                                     decode_we_i,
  input  logic [hb_pkg::DECODE_WIDTH-1:0]          decode_wdata_i,
  input  logic                                     start_i,
  input  logic                                     act_signed_i,
  input  logic                                     decode_i,
  input  logic                                     twice_i,
  input  logic                                     fold_i,
  input  logic                                     pack_i,
  input  logic [hb_pkg::ADDR_WIDTH-1:0]            a_base_i,
  input  logic [hb_pkg::ADDR_WIDTH-1:0]            a_stride_i,
  input  logic [hb_pkg::ADDR_WIDTH-1:0]            w_base_i,
  input  logic [hb_pkg::ADDR_WIDTH-1:0]            w_tile_stride_i,
  input  logic [hb_pkg::ADDR_WIDTH-1:0]            w_plane_i,
  input  logic [hb_pkg::CMD_K_WORDS_WIDTH-1:0]     k_words_i,
  input  logic [hb_pkg::CMD_ROW_BLOCKS_WIDTH-1:0]  rows_i,
  input  logic [hb_pkg::TILE_WIDTH-1:0]            tiles_i,
  input  logic                                     drain_ready_i,
  output logic [LANES-1:0]                         act_re_o,
  output logic [hb_pkg::WIDE_ADDR_WIDTH*LANES-1:0] act_raddr_o,
  input  logic [16*ACT_BITS*LANES-1:0]             act_rdata_i,
  output logic [LANES-1:0]                         wgt_re_o,
  output logic [hb_pkg::ADDR_WIDTH*LANES-1:0]      wgt_raddr_o,
  output logic                                     array_en_o,
  output logic                                     array_first_o,
  output logic                                     array_last_o,
  output logic                                     array_hold_o,
  output logic [hb_pkg::SEGMENT_SHIFT_WIDTH-1:0]   array_shift_o,
  output logic                                     array_digit_signed_o,
  output logic                                     array_wgt_signed_o,
  output logic                                     array_wgt_plane_o,
  output logic [4*LANES-1:0]                       array_digit_o,
  output logic                                     array_fold_o,
  output logic                                     array_pack_o,
  output logic [4*FOLD*LANES-1:0]                  array_fold_digit_o,
  output logic                                     active_o,
  output logic                                     pass_wait_o,
  output logic                                     done_o,
  output logic [hb_pkg::COL_WIDTH-1:0]             issued_o,
  output logic [hb_pkg::COL_WIDTH-1:0]             idle_o,
  output logic [23:0]                              skipped_o
);

  localparam int AW = hb_pkg::ADDR_WIDTH;
  localparam int DW = hb_pkg::WIDE_ADDR_WIDTH;
  localparam int KW = hb_pkg::CMD_K_WORDS_WIDTH;
  localparam int RW = hb_pkg::CMD_ROW_BLOCKS_WIDTH;
  localparam int TW = hb_pkg::TILE_WIDTH;
  localparam int CW = hb_pkg::COL_WIDTH;
  localparam int SW = hb_pkg::SEGMENT_WIDTH;
  localparam int SB = $clog2(hb_pkg::SEGMENTS);
  localparam int DTW = hb_pkg::DIGIT_TABLE_WIDTH;
  localparam logic [1:0] NONE = hb_pkg::SEGMENT_NONE[1:0];
  localparam int OSL = hb_pkg::OCTAVE_SETS_LSB;
  localparam int OSW = hb_pkg::OCTAVE_SETS_WIDTH;
  localparam int DRAIN_TOP = DRAIN - 1;
  localparam int TWICE_TOP = 2 * DRAIN - 1;
  localparam logic [CW-1:0] DRAIN_LAST = DRAIN_TOP[CW-1:0];
  localparam logic [CW-1:0] LANE_COUNT = LANES[CW-1:0];
  localparam logic [63:0] IDENTITY = 64'hfedc_ba98_7654_3210;

  // The command, and the word of its segments.
  logic          signed_q;
  logic          decode_q;
  logic          twice_q;
  logic          fold_q;
  logic          pack_q;
  logic          whole;
  logic [DW-1:0] a_stride_q;
  logic [AW-1:0] w_base_q;
  logic [AW-1:0] w_stride_q;
  logic [AW-1:0] w_plane_q;
  logic [KW-1:0] k_words_q;
  logic [KW-1:0] k_last;
  logic [8:0]    last_word_q;
  logic [3:0]    last_place_q;
  logic [TW-1:0] tile_last_q;
  logic [hb_pkg::DECODE_WIDTH-1:0] segments_q;
  logic [SB-1:0] segments_last_q;
  logic [SB-1:0] segments_last;
  // verilator lint_off UNUSEDSIGNAL
  // Reason: there is always a first segment.
  logic [hb_pkg::SEGMENTS-1:0] segments_exist;
  // verilator lint_on UNUSEDSIGNAL

  assign k_last = k_words_i - 13'd1;

  // Whether zeros are not skipped.
  assign whole = fold_q || ((PACK != 0) && pack_q);

  for (genvar s = 0; s < hb_pkg::SEGMENTS; s++) begin : gen_segment
    localparam int LOW = hb_pkg::SEGMENTS_LSB + SW * s + hb_pkg::SEGMENT_SHIFT_LSB;
    assign segments_exist[s] = decode_wdata_i[LOW +: 2] != NONE;
  end
  assign segments_last = {
    segments_exist[7:4] != '0,
    segments_exist[7:6] != '0 || (segments_exist[5:4] == '0 && segments_exist[3:2] != '0),
    segments_exist[7] || (!segments_exist[6] && segments_exist[5])
        || (segments_exist[6:4] == '0 && segments_exist[3])
        || (segments_exist[6:4] == '0 && !segments_exist[2] && segments_exist[1])
  };

  always_ff @(posedge clk_i) begin
    if (decode_we_i) begin
      segments_q      <= decode_wdata_i;
      segments_last_q <= segments_last;
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      signed_q     <= 1'b0;
      decode_q     <= 1'b0;
      twice_q      <= 1'b0;
      fold_q       <= 1'b0;
      pack_q       <= 1'b0;
      a_stride_q   <= '0;
      w_base_q     <= '0;
      w_stride_q   <= '0;
      w_plane_q    <= '0;
      k_words_q    <= '0;
      last_word_q  <= '0;
      last_place_q <= '0;
      tile_last_q  <= '0;
    end else if (start_i) begin
      signed_q     <= act_signed_i;
      decode_q     <= decode_i;
      twice_q      <= twice_i;
      fold_q       <= fold_i;
      pack_q       <= pack_i;
      a_stride_q   <= a_stride_i[AW-1:4];
      w_base_q     <= w_base_i;
      w_stride_q   <= w_tile_stride_i;
      w_plane_q    <= w_plane_i;
      k_words_q    <= k_words_i;
      last_word_q  <= k_last[KW-1:4];
      last_place_q <= k_last[3:0];
      tile_last_q  <= tiles_i - 8'd1;
    end
  end

`ifndef SYNTHESIS
  always @(posedge clk_i) begin
    if (start_i) assert ((a_base_i[3:0] | a_stride_i[3:0]) == 4'd0);
    if (start_i && fold_i) assert (FOLD > 1 && tiles_i == 8'd1 && !decode_i && !twice_i);
    if (start_i && pack_i) assert (PACK != 0 && FOLD > 1 && !fold_i && !decode_i && !twice_i);
  end
`endif

  // Control: two steps of the walk ahead, the first read, then from segment to segment.
  logic [2:0]       begin_q;
  logic             active_q;
  logic [LANES-1:0] done;
  logic [CW-1:0]    wait_q;
  logic             pass_end;
  logic             go;
  logic             next_exists_q;
  logic             after_exists_q;
  logic [CW-1:0]    drain_last;
  assign drain_last = fold_q ? 8'd1 : twice_q ? TWICE_TOP[CW-1:0] : DRAIN_LAST;
  assign go = begin_q[2] || (active_q && (&done) && (!pass_end || (wait_q == '0 && drain_ready_i)));

  assign active_o = active_q;
  assign pass_wait_o = active_q && (&done) && pass_end;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      begin_q  <= '0;
      active_q <= 1'b0;
      wait_q   <= '0;
      done_o   <= 1'b0;
    end else begin
      done_o  <= active_q && go && !next_exists_q;
      begin_q <= {begin_q[1:0], start_i};
      if (go) active_q <= next_exists_q;
      if (go && active_q && pass_end) wait_q <= drain_last;
      else if (wait_q != '0) wait_q <= wait_q - 8'd1;
    end
  end

  // The walk ahead: where the rows of the next segments start, three segments ahead at most.
  logic [SB-1:0] segment_last;
  logic [SB-1:0] ahead_segment_q;
  logic [TW-1:0] ahead_tile_q;
  logic [RW-1:0] ahead_left_q;
  logic [DW-1:0] ahead_row_q;
  logic          ahead_exists_q;
  logic [DW-1:0] next_start_q;
  logic [DW-1:0] after_start_q;
  logic          ahead_row_end;

  assign segment_last = decode_q ? segments_last_q : '0;
  assign ahead_row_end = ahead_segment_q == segment_last && ahead_tile_q == tile_last_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      ahead_segment_q <= '0;
      ahead_tile_q    <= '0;
      ahead_left_q    <= '0;
      ahead_row_q     <= '0;
      ahead_exists_q  <= 1'b0;
      next_start_q    <= '0;
      next_exists_q   <= 1'b0;
      after_start_q   <= '0;
      after_exists_q  <= 1'b0;
    end else if (start_i) begin
      ahead_segment_q <= '0;
      ahead_tile_q    <= '0;
      ahead_left_q    <= rows_i;
      ahead_row_q     <= a_base_i[AW-1:4];
      ahead_exists_q  <= 1'b1;
    end else if (begin_q[0] || begin_q[1] || go) begin
      next_start_q   <= after_start_q;
      next_exists_q  <= after_exists_q;
      after_start_q  <= ahead_row_q;
      after_exists_q <= ahead_exists_q;
      if (ahead_segment_q != segment_last) begin
        ahead_segment_q <= ahead_segment_q + 3'd1;
      end else begin
        ahead_segment_q <= '0;
        ahead_tile_q    <= ahead_row_end ? '0 : ahead_tile_q + 8'd1;
      end
      if (ahead_row_end) begin
        ahead_row_q    <= ahead_row_q + a_stride_q;
        ahead_left_q   <= ahead_left_q - 12'd1;
        ahead_exists_q <= ahead_exists_q && ahead_left_q != 12'd1;
      end
    end
  end

  // The segment being issued and the next one. A command starts as if behind the last of a row.
  logic [SB-1:0] segment_q;
  logic [SB-1:0] next_segment;
  logic [TW-1:0] tile_q;
  logic [AW-1:0] w_tile_q;
  logic [AW-1:0] w_segment_q;
  logic [AW-1:0] w_tile;
  logic [DTW-1:0] digits;
  logic [DTW-1:0] next_digits;
  logic           octaves;
  logic           digit_signed;
  logic [SW-1:0] segment;
  // verilator lint_off UNUSEDSIGNAL
  // Reason: of the next segment only the digits and the planes are asked for.
  logic [SW-1:0] following;
  // verilator lint_on UNUSEDSIGNAL

  assign pass_end = segment_q == segment_last;
  assign next_segment = pass_end ? '0 : segment_q + 3'd1;
  assign segment = decode_q ? segments_q[hb_pkg::SEGMENTS_LSB + SW*segment_q +: SW]
                            : {2'd0, 1'b1, 4'd0};
  assign following = decode_q ? segments_q[hb_pkg::SEGMENTS_LSB + SW*next_segment +: SW]
                              : {2'd0, 1'b1, 4'd0};
  assign digits = decode_q ? segments_q[DTW*segment[1:0] +: DTW] : IDENTITY;
  assign next_digits = decode_q ? segments_q[DTW*following[1:0] +: DTW] : IDENTITY;
  assign octaves = (ACT_BITS == 8) && decode_q && segments_q[hb_pkg::OCTAVES_BIT];
  assign digit_signed =
      decode_q ? segments_q[hb_pkg::DIGIT_SIGNED_LSB + {30'd0, segment[1:0]}] : signed_q;
  assign w_tile = !pass_end ? w_tile_q : tile_q == tile_last_q ? w_base_q : w_tile_q + w_stride_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      segment_q   <= '0;
      tile_q      <= '0;
      w_tile_q    <= '0;
      w_segment_q <= '0;
    end else if (start_i) begin
      segment_q <= decode_i ? segments_last_q : '0;
      tile_q    <= tiles_i - 8'd1;
    end else if (go) begin
      segment_q   <= next_segment;
      w_tile_q    <= w_tile;
      w_segment_q <= w_tile + (following[hb_pkg::SEGMENT_WGT_PLANE_BIT] ? w_plane_q : '0);
      if (pass_end) tile_q <= tile_q == tile_last_q ? '0 : tile_q + 8'd1;
    end
  end

  // Behind segment `held` begins the second sum of a pass, if it has two.
  logic [hb_pkg::HELD_WIDTH-1:0] held;
  logic                          held_exists;
  logic                          held_end;
  assign held = decode_q ? segments_q[hb_pkg::HELD_LSB +: hb_pkg::HELD_WIDTH] : '0;
  assign held_exists = held != '0 && held <= segment_last;
  assign held_end = held_exists && next_segment == held;

  // The lanes.
  logic [15:0]      tail;
  logic [15:0]      digits_exist;
  logic [15:0]      next_digits_exist;
  logic [15:0]      rest_exists;
  logic [15:0]      next_rest_exists;
  logic [LANES-1:0] issued;
  assign tail = 16'hffff >> ~last_place_q;
  for (genvar i = 0; i < 16; i++) begin : gen_code
    assign digits_exist[i] =
        octaves ? segments_q[OSL + OSW*segment[1:0] + i] : digits[4*i +: 4] != '0;
    assign next_digits_exist[i] =
        octaves ? segments_q[OSL + OSW*following[1:0] + i] : next_digits[4*i +: 4] != '0;
    assign rest_exists[i] = segments_q[OSL + OSW*segment[1:0] + 16 + i];
    assign next_rest_exists[i] = segments_q[OSL + OSW*following[1:0] + 16 + i];
  end

  for (genvar l = 0; l < LANES; l++) begin : gen_lane
    logic [16*ACT_BITS-1:0] codes;
    logic [3:0]             place;
    logic                   last;

    hb_skip_lane #(
      .CODE_BITS(ACT_BITS),
      .FOLD     (FOLD),
      .PACK     (PACK)
    ) u_lane (
      .clk_i         (clk_i),
      .rst_ni        (rst_ni),
      .start_i       (start_i),
      .fetch_i       (begin_q[1]),
      .go_i          (go && next_exists_q),
      .next_start_i  (next_start_q),
      .next_exists_i (next_exists_q),
      .after_start_i (after_start_q),
      .after_exists_i(after_exists_q),
      .last_word_i   (last_word_q),
      .tail_i        (tail),
      .plane_i       (segment[hb_pkg::SEGMENT_ACT_PLANE_BIT]),
      .next_plane_i  (following[hb_pkg::SEGMENT_ACT_PLANE_BIT]),
      .fold_i        (whole),
      .pack_i        (pack_q),
      .octaves_i     (octaves),
      .place_i       (segment[1:0]),
      .mantissas_i   (segments_q[16*hb_pkg::MANTISSA_WIDTH-1:0]),
      .rest_i        (rest_exists),
      .next_rest_i   (next_rest_exists),
      .issue_i       (digits_exist),
      .next_issue_i  (next_digits_exist),
      .digits_i      (digits),
      .wgt_base_i    (w_segment_q),
      .act_re_o      (act_re_o[l]),
      .act_raddr_o   (act_raddr_o[DW*l +: DW]),
      .act_rdata_i   (act_rdata_i[16*ACT_BITS*l +: 16*ACT_BITS]),
      .done_o        (done[l]),
      .issued_o      (issued[l]),
      .codes_o       (codes),
      .place_o       (place),
      .last_o        (last),
      .wgt_re_o      (wgt_re_o[l]),
      .wgt_raddr_o   (wgt_raddr_o[AW*l +: AW]),
      .digit_o       (array_digit_o[4*l +: 4])
    );

    if (FOLD > 1) begin : gen_fold
      logic [4*FOLD-1:0] fold_digits;

      hb_fold_digits #(
        .GROUPS(FOLD),
        .PACK  (PACK)
      ) u_fold (
        .clk_i   (clk_i),
        .rst_ni  (rst_ni),
        .fold_i  (whole && issued[l]),
        .pack_i  (pack_q),
        .last_i  (last),
        .tail_i  (tail),
        .place_i (place),
        .codes_i (codes[63:0]),
        .digits_o(fold_digits)
      );

      for (genvar g = 0; g < FOLD; g++) begin : gen_group
        assign array_fold_digit_o[4*(g*LANES+l) +: 4] = fold_digits[4*g +: 4];
      end
    end else begin : gen_no_fold
      // verilator lint_off UNUSEDSIGNAL
      // Reason: only folded products take codes from here.
      logic unused;
      // verilator lint_on UNUSEDSIGNAL
      assign unused = ^{codes, place, last};
      assign array_fold_digit_o[4*l +: 4] = '0;
    end
  end

  // Control of the array, two cycles behind the issue as the digits are.
  logic       sum_first_q;
  logic       segment_first_q;
  logic [10:0] array_control;
  logic [10:0] array_control_q;
  assign array_control = {
    (PACK != 0) && active_q && pack_q,
    active_q && fold_q,
    active_q,
    sum_first_q,
    active_q && go && pass_end,
    active_q && go && held_exists && (pass_end || held_end),
    segment_first_q && !sum_first_q ? segment[hb_pkg::SEGMENT_SHIFT_LSB +: 2] : 2'd0,
    digit_signed,
    segment[hb_pkg::SEGMENT_WGT_SIGNED_BIT],
    segment[hb_pkg::SEGMENT_WGT_PLANE_BIT]
  };

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      sum_first_q          <= 1'b0;
      segment_first_q      <= 1'b0;
      array_control_q      <= '0;
      array_fold_o         <= 1'b0;
      array_pack_o         <= 1'b0;
      array_en_o           <= 1'b0;
      array_first_o        <= 1'b0;
      array_last_o         <= 1'b0;
      array_hold_o         <= 1'b0;
      array_shift_o        <= '0;
      array_digit_signed_o <= 1'b0;
      array_wgt_signed_o   <= 1'b0;
      array_wgt_plane_o    <= 1'b0;
    end else begin
      sum_first_q     <= go && (pass_end || held_end);
      segment_first_q <= go;
      array_control_q <= array_control;
      {array_pack_o, array_fold_o, array_en_o, array_first_o, array_last_o, array_hold_o,
       array_shift_o, array_digit_signed_o, array_wgt_signed_o, array_wgt_plane_o}
          <= array_control_q;
    end
  end

  // Counters: lanes with and without a digit, and at the end of a segment its codes without one.
  logic [CW-1:0] issued_lanes;
  logic [23:0]   issued_q;
  logic [23:0]   issued_now;
  always_comb begin
    issued_lanes = '0;
    for (int l = 0; l < LANES; l++) issued_lanes = issued_lanes + {7'd0, issued[l]};
  end
  assign issued_now = issued_q + {16'd0, issued_lanes};

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      issued_q  <= '0;
      issued_o  <= '0;
      idle_o    <= '0;
      skipped_o <= '0;
    end else begin
      issued_q  <= go ? '0 : issued_now;
      issued_o  <= issued_lanes;
      idle_o    <= active_q ? LANE_COUNT - issued_lanes : '0;
      skipped_o <= active_q && go && !whole ?
          {11'd0, k_words_q} * {16'd0, LANE_COUNT} - issued_now : '0;
    end
  end

endmodule
