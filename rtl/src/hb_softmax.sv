// hb_softmax: executes SOFTMAX: rows of logits from res to codes in act, without a multiplier.
//
// Row r has count elements, of which min(count, count_first + r) are present with causal_i, and
// fills `words` words of codes, at least count / LANES rounded up and at most ROW_MAX / LANES
// rounded up: what is not present gets code zero_i. Its logits begin at res word
// s_base + r * s_stride, its codes at act word o_base + r * o_stride. With early_i the codes are
// those of `norm early`, else those of `norm late`, and the factor of the row, {shift, reciprocal}
// of the sum of its numbers, goes to f_base + r. Entry d of the table is {number, code}; it is
// loaded before the command. rows and words are at least 1; sums hold ROW_MAX numbers of 16 bits.
//
// A row is W = words cycles in each of its passes, a pass begins when that before it has ended: one
// buffer of a row holds the logits between the first two, another the distances before the third.
//
// Latency: W * (rows + 2) + 8 busy cycles with early_i; else (rows - 1) * max(W, 16) + 2 * W + 21,
//   the last 16 of them for the factor of the last row. done_o is in the cycle of the last write.
// Throughput: LANES elements a cycle; one row every W cycles with early_i, else every max(W, 16).
// Handshake: start_i only while idle, with the command fields. The ports of the memories have no
//   back-pressure; res_rdata_i is due the cycle after res_re_o. act_last_o marks the last word of a
//   row. The table is written only while idle.
// Combinational paths: none.
module hb_softmax #(
  parameter int LANES    = 4,
  parameter int ACT_BITS = 4,
  parameter int ROW_MAX  = 1024
) (
  input  logic                                   clk_i,
  input  logic                                   rst_ni,
  input  logic                                   table_we_i,
  input  logic [hb_pkg::ADDR_WIDTH-1:0]          table_waddr_i,
  input  logic [hb_pkg::ROM_WIDTH-1:0]           table_wdata_i,
  input  logic                                   start_i,
  input  logic                                   early_i,
  input  logic                                   causal_i,
  input  logic [hb_pkg::ADDR_WIDTH-1:0]          rows_i,
  input  logic [hb_pkg::ADDR_WIDTH-1:0]          count_i,
  input  logic [hb_pkg::ADDR_WIDTH-1:0]          count_first_i,
  input  logic [hb_pkg::ADDR_WIDTH-1:0]          words_i,
  input  logic [hb_pkg::ADDR_WIDTH-1:0]          s_base_i,
  input  logic [hb_pkg::ADDR_WIDTH-1:0]          s_stride_i,
  input  logic [hb_pkg::ADDR_WIDTH-1:0]          o_base_i,
  input  logic [hb_pkg::ADDR_WIDTH-1:0]          o_stride_i,
  input  logic [hb_pkg::ADDR_WIDTH-1:0]          f_base_i,
  input  logic [hb_pkg::ROM_CODE_WIDTH-1:0]      zero_i,
  output logic                                   res_re_o,
  output logic [hb_pkg::ADDR_WIDTH-1:0]          res_raddr_o,
  input  logic [LANES*hb_pkg::ELEMENT_WIDTH-1:0] res_rdata_i,
  output logic                                   act_we_o,
  output logic                                   act_last_o,
  output logic [hb_pkg::ADDR_WIDTH-1:0]          act_waddr_o,
  output logic [LANES*ACT_BITS-1:0]              act_wdata_o,
  output logic                                   factor_we_o,
  output logic [hb_pkg::ADDR_WIDTH-1:0]          factor_waddr_o,
  output logic [hb_pkg::ROW_FACTOR_WIDTH-1:0]    factor_wdata_o,
  output logic                                   done_o
);

  localparam int AW = hb_pkg::ADDR_WIDTH;
  localparam int EW = hb_pkg::ELEMENT_WIDTH;
  localparam int DW = hb_pkg::DISTANCE_WIDTH;
  localparam int CW = hb_pkg::ROM_CODE_WIDTH;
  localparam int RW = hb_pkg::ROM_WIDTH;
  localparam int SUM_BITS = RW - CW + $clog2(ROW_MAX);
  localparam int WORDS = (ROW_MAX + LANES - 1) / LANES;

  // Counters of elements, and of words; these also count the cycles of a division.
  localparam int NW = $clog2(ROW_MAX + LANES);
  localparam int WW = (WORDS > 15) ? $clog2(WORDS + 1) : 4;
  localparam logic [NW-1:0] LANES_LEFT = LANES[NW-1:0];
  localparam logic [WW-1:0] BUFFER_LAST = WORDS[WW-1:0];

  // The least distance of rows with a factor is that of two divisions.
  localparam int DIVISION_LAST = 15;
  localparam logic [WW-1:0] FACTOR_LAST = DIVISION_LAST[WW-1:0];

  logic          early_q;
  logic [CW-1:0] zero_q;
  logic [WW-1:0] words_last_q;

  // Pass of the maximum, address side: words of the row, then cycles without one.
  logic          run_q;
  logic          word_q;
  logic [WW-1:0] step_q;
  logic [WW-1:0] period_last_q;
  logic [AW-1:0] rows_q;
  logic [NW-1:0] count_q;
  logic [NW-1:0] row_count_q;
  logic [NW-1:0] left_q;
  logic [AW-1:0] s_row_q;
  logic [AW-1:0] s_stride_q;
  logic [WW-1:0] words_last;
  logic [NW-1:0] first_count;
  logic [NW-1:0] next_count;
  logic          word_end;
  logic          period_end;

  assign words_last = words_i[WW-1:0] - 1'b1;
  assign first_count = (causal_i && count_first_i < count_i) ? count_first_i[NW-1:0]
      : count_i[NW-1:0];
  assign next_count = (row_count_q == count_q) ? count_q : row_count_q + 1'b1;
  assign word_end = word_q && step_q == words_last_q;
  assign period_end = run_q && step_q == period_last_q;
  assign res_re_o = word_q && left_q != '0;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      run_q         <= 1'b0;
      word_q        <= 1'b0;
      early_q       <= 1'b0;
      zero_q        <= '0;
      step_q        <= '0;
      words_last_q  <= '0;
      period_last_q <= '0;
      rows_q        <= '0;
      count_q       <= '0;
      row_count_q   <= '0;
      left_q        <= '0;
      s_row_q       <= '0;
      s_stride_q    <= '0;
      res_raddr_o   <= '0;
    end else if (start_i) begin
      run_q         <= 1'b1;
      word_q        <= 1'b1;
      early_q       <= early_i;
      zero_q        <= zero_i;
      step_q        <= '0;
      words_last_q  <= words_last;
      period_last_q <= (!early_i && words_last < FACTOR_LAST) ? FACTOR_LAST : words_last;
      rows_q        <= rows_i;
      count_q       <= count_i[NW-1:0];
      row_count_q   <= first_count;
      left_q        <= first_count;
      s_row_q       <= s_base_i;
      s_stride_q    <= s_stride_i;
      res_raddr_o   <= s_base_i;
    end else if (period_end) begin
      run_q       <= rows_q != 16'd1;
      word_q      <= rows_q != 16'd1;
      step_q      <= '0;
      rows_q      <= rows_q - 16'd1;
      row_count_q <= next_count;
      left_q      <= next_count;
      s_row_q     <= s_row_q + s_stride_q;
      res_raddr_o <= s_row_q + s_stride_q;
    end else if (run_q) begin
      word_q      <= word_q && !word_end;
      step_q      <= step_q + 1'b1;
      left_q      <= (left_q > LANES_LEFT) ? left_q - LANES_LEFT : '0;
      res_raddr_o <= res_raddr_o + 16'd1;
    end
  end

  // Data side: the word goes to the maximum and into the buffer of logits.
  logic             max_valid_q;
  logic             max_last_q;
  logic [LANES-1:0] max_present_q;
  logic [WW-1:0]    max_word_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      max_valid_q <= 1'b0;
      max_last_q  <= 1'b0;
    end else begin
      max_valid_q <= word_q;
      max_last_q  <= word_end;
    end
  end

  always_ff @(posedge clk_i) begin
    max_word_q <= step_q;
  end

  // Elements beyond the row may be undefined; they address the table nevertheless.
  logic [LANES*EW-1:0] max_logit;
  for (genvar l = 0; l < LANES; l++) begin : gen_present
    always_ff @(posedge clk_i) begin
      max_present_q[l] <= left_q > l;
    end
    assign max_logit[l*EW +: EW] = max_present_q[l] ? res_rdata_i[l*EW +: EW] : '0;
  end

  // Pass of the sum: begins two cycles behind the last address of the pass of the maximum.
  logic                  sum_run_q;
  logic [WW-1:0]         sum_word_q;
  logic                  sum_valid_q;
  logic                  sum_last_q;
  logic                  sum_end;
  logic [LANES-1:0]      sum_present;
  logic [LANES*EW-1:0]   sum_logit;

  assign sum_end = sum_run_q && sum_word_q == words_last_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      sum_run_q   <= 1'b0;
      sum_word_q  <= '0;
      sum_valid_q <= 1'b0;
      sum_last_q  <= 1'b0;
    end else begin
      sum_run_q   <= max_last_q || (sum_run_q && !sum_end);
      sum_word_q  <= max_last_q ? '0 : sum_word_q + 1'b1;
      sum_valid_q <= sum_run_q;
      sum_last_q  <= sum_end;
    end
  end

  hb_mem #(
    .WIDTH(LANES * (EW + 1)),
    .DEPTH(WORDS)
  ) u_logits (
    .clk_i  (clk_i),
    .we_i   (max_valid_q),
    .waddr_i({{(AW-WW){1'b0}}, max_word_q}),
    .wdata_i({max_present_q, max_logit}),
    .re_i   (sum_run_q),
    .raddr_i({{(AW-WW){1'b0}}, sum_word_q}),
    .rdata_o({sum_present, sum_logit})
  );

  // Pass of the codes (early): four cycles behind the last address of the pass of the sum. Words
  // enter the buffer two cycles behind that address, so one row and a word are in it; its
  // addresses run around.
  logic                distance_valid;
  logic [LANES-1:0]    distance_present;
  logic [LANES*DW-1:0] distance;
  logic [1:0]          sum_last_delay_q;
  logic                code_run_q;
  logic                code_valid_q;
  logic                code_last_q;
  logic                code_end;
  logic [WW-1:0]       code_word_q;
  logic [WW-1:0]       code_raddr_q;
  logic [WW-1:0]       code_waddr_q;
  logic [LANES-1:0]    code_present;
  logic [LANES*DW-1:0] code_distance;

  assign code_end = code_run_q && code_word_q == words_last_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      sum_last_delay_q <= '0;
      code_run_q       <= 1'b0;
      code_word_q      <= '0;
      code_raddr_q     <= '0;
      code_waddr_q     <= '0;
      code_valid_q     <= 1'b0;
      code_last_q      <= 1'b0;
    end else begin
      sum_last_delay_q <= {sum_last_delay_q[0], early_q && sum_last_q};
      code_run_q       <= sum_last_delay_q[1] || (code_run_q && !code_end);
      code_word_q      <= sum_last_delay_q[1] ? '0 : code_word_q + 1'b1;
      code_valid_q     <= code_run_q;
      code_last_q      <= code_end;
      if (start_i) begin
        code_raddr_q <= '0;
        code_waddr_q <= '0;
      end else begin
        if (code_run_q) begin
          code_raddr_q <= (code_raddr_q == BUFFER_LAST) ? '0 : code_raddr_q + 1'b1;
        end
        if (early_q && distance_valid) begin
          code_waddr_q <= (code_waddr_q == BUFFER_LAST) ? '0 : code_waddr_q + 1'b1;
        end
      end
    end
  end

  hb_mem #(
    .WIDTH(LANES * (DW + 1)),
    .DEPTH(WORDS + 1)
  ) u_distances (
    .clk_i  (clk_i),
    .we_i   (early_q && distance_valid),
    .waddr_i({{(AW-WW){1'b0}}, code_waddr_q}),
    .wdata_i({distance_present, distance}),
    .re_i   (code_run_q),
    .raddr_i({{(AW-WW){1'b0}}, code_raddr_q}),
    .rdata_o({code_present, code_distance})
  );

  logic                               table_re;
  logic [LANES*DW-1:0]                table_index;
  logic [LANES*RW-1:0]                table_rdata;
  // verilator lint_off UNUSEDSIGNAL
  // Reason: codes are stored with ACT_BITS, their upper bits are zero.
  logic [LANES*CW-1:0]                code;
  // verilator lint_on UNUSEDSIGNAL
  logic                               sum_done;
  logic [hb_pkg::ROW_SHIFT_WIDTH-1:0] sum_index;
  logic [SUM_BITS-1:0]                sum_normal;

  for (genvar l = 0; l < LANES; l++) begin : gen_lane
    hb_mem #(
      .WIDTH(RW),
      .DEPTH(1 << DW)
    ) u_table (
      .clk_i  (clk_i),
      .we_i   (table_we_i),
      .waddr_i(table_waddr_i),
      .wdata_i(table_wdata_i),
      .re_i   (table_re),
      .raddr_i({{(AW-DW){1'b0}}, table_index[l*DW +: DW]}),
      .rdata_o(table_rdata[l*RW +: RW])
    );
    assign act_wdata_o[l*ACT_BITS +: ACT_BITS] = code[l*CW +: ACT_BITS];
  end

  hb_softmax_core #(
    .LANES   (LANES),
    .SUM_BITS(SUM_BITS)
  ) u_core (
    .clk_i             (clk_i),
    .rst_ni            (rst_ni),
    .early_i           (early_q),
    .zero_i            (zero_q),
    .max_valid_i       (max_valid_q),
    .max_last_i        (max_last_q),
    .max_present_i     (max_present_q),
    .max_logit_i       (max_logit),
    .sum_valid_i       (sum_valid_q),
    .sum_last_i        (sum_last_q),
    .sum_present_i     (sum_present),
    .sum_logit_i       (sum_logit),
    .distance_valid_o  (distance_valid),
    .distance_present_o(distance_present),
    .distance_o        (distance),
    .code_valid_i      (code_valid_q),
    .code_last_i       (code_last_q),
    .code_present_i    (code_present),
    .code_distance_i   (code_distance),
    .table_re_o        (table_re),
    .table_index_o     (table_index),
    .table_rdata_i     (table_rdata),
    .valid_o           (act_we_o),
    .last_o            (act_last_o),
    .code_o            (code),
    .sum_done_o        (sum_done),
    .sum_index_o       (sum_index),
    .sum_normal_o      (sum_normal)
  );

  hb_reciprocal #(
    .WIDTH(SUM_BITS)
  ) u_reciprocal (
    .clk_i   (clk_i),
    .rst_ni  (rst_ni),
    .start_i (sum_done && !early_q),
    .index_i (sum_index),
    .normal_i(sum_normal),
    .valid_o (factor_we_o),
    .factor_o(factor_wdata_o)
  );

  // Write addresses; a row ends with its last code (early) or with its factor.
  logic [AW-1:0] o_row_q;
  logic [AW-1:0] o_stride_q;
  logic [AW-1:0] open_q;
  logic          row_end;

  assign row_end = early_q ? act_last_o : factor_we_o;
  assign done_o = row_end && open_q == 16'd1;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      o_row_q        <= '0;
      o_stride_q     <= '0;
      act_waddr_o    <= '0;
      factor_waddr_o <= '0;
      open_q         <= '0;
    end else if (start_i) begin
      o_row_q        <= o_base_i;
      o_stride_q     <= o_stride_i;
      act_waddr_o    <= o_base_i;
      factor_waddr_o <= f_base_i;
      open_q         <= rows_i;
    end else begin
      if (act_last_o) begin
        o_row_q     <= o_row_q + o_stride_q;
        act_waddr_o <= o_row_q + o_stride_q;
      end else if (act_we_o) begin
        act_waddr_o <= act_waddr_o + 16'd1;
      end
      if (factor_we_o) factor_waddr_o <= factor_waddr_o + 16'd1;
      if (row_end) open_q <= open_q - 16'd1;
    end
  end

`ifndef SYNTHESIS
  always @(posedge clk_i) begin
    if (start_i) begin
      assert (rows_i != '0 && words_i != '0 && {16'd0, words_i} <= WORDS);
      assert ({16'd0, count_i} <= ROW_MAX && {16'd0, count_i} <= LANES * {16'd0, words_i});
      assert (open_q == '0);
    end
    if (table_we_i) assert (open_q == '0);
  end
`endif

endmodule
