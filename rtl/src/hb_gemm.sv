// hb_gemm: executes GEMM: addresses of act and wgt, control of the array, drain into the epilogue.
//
// A row block takes P = max(k_words, DRAIN) cycles, DRAIN = COLS / LANES: one act and one wgt word
// a cycle for k_words cycles, then idle until the shadow registers of the array are free again.
//
// Latency: first address the cycle after start_i; array control one cycle behind the addresses;
//   the drained word j of a row block has its par and res address 2 + j cycles behind the last
//   address of that row block, and valid_o one cycle later.
// Throughput: one k word a cycle; one drained word a cycle; one row block every P cycles.
// Handshake: start_i only while the whole command is idle (done_o of the epilogue), with the
//   command fields. No back-pressure anywhere: the sequencer has reserved every port.
// Combinational paths: none.
module hb_gemm #(
  parameter int DRAIN = 8
) (
  input  logic                                     clk_i,
  input  logic                                     rst_ni,
  input  logic                                     start_i,
  input  logic                                     act_signed_i,
  input  logic                                     decode_i,
  input  logic                                     residual_enable_i,
  input  logic [hb_pkg::ADDR_WIDTH-1:0]            a_base_i,
  input  logic [hb_pkg::ADDR_WIDTH-1:0]            w_base_i,
  input  logic [hb_pkg::ADDR_WIDTH-1:0]            o_base_i,
  input  logic [hb_pkg::ADDR_WIDTH-1:0]            r_base_i,
  input  logic [hb_pkg::CMD_P_BASE_WIDTH-1:0]      p_base_i,
  input  logic [hb_pkg::CMD_K_WORDS_WIDTH-1:0]     k_words_i,
  input  logic [hb_pkg::CMD_ROW_BLOCKS_WIDTH-1:0]  row_blocks_i,
  input  logic [hb_pkg::CMD_O_STRIDE_WIDTH-1:0]    o_stride_i,
  input  logic [hb_pkg::CMD_R_STRIDE_WIDTH-1:0]    r_stride_i,
  output logic                                     act_re_o,
  output logic [hb_pkg::ADDR_WIDTH-1:0]            act_raddr_o,
  output logic                                     wgt_re_o,
  output logic [hb_pkg::ADDR_WIDTH-1:0]            wgt_raddr_o,
  output logic                                     array_en_o,
  output logic                                     array_first_o,
  output logic                                     array_last_o,
  output logic                                     array_signed_o,
  output logic                                     array_decode_o,
  output logic                                     drain_o,
  output logic [hb_pkg::COL_WIDTH-1:0]             drain_col_o,
  output logic                                     par_re_o,
  output logic [hb_pkg::ADDR_WIDTH-1:0]            par_raddr_o,
  output logic                                     res_re_o,
  output logic [hb_pkg::ADDR_WIDTH-1:0]            res_raddr_o,
  output logic                                     valid_o,
  output logic                                     last_o,
  output logic [hb_pkg::ADDR_WIDTH-1:0]            waddr_o
);

  localparam int KW = hb_pkg::CMD_K_WORDS_WIDTH;
  localparam int BW = hb_pkg::CMD_ROW_BLOCKS_WIDTH;
  localparam int AW = hb_pkg::ADDR_WIDTH;
  localparam logic [KW-1:0] DRAIN_LAST = DRAIN[KW-1:0] - 13'd1;

  // Address side (S0): k within the row block, row blocks still to start.
  logic          run_q;
  logic          reading_q;
  logic          first_q;
  logic [KW-1:0] k_q;
  logic [KW-1:0] k_last_q;
  logic [KW-1:0] period_last_q;
  logic [BW-1:0] blocks_q;
  logic [AW-1:0] w_base_q;
  logic          row_end;
  logic          k_end;

  assign k_end = reading_q && k_q == k_last_q;
  assign row_end = run_q && k_q == period_last_q;
  assign act_re_o = reading_q;
  assign wgt_re_o = reading_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      run_q         <= 1'b0;
      reading_q     <= 1'b0;
      first_q       <= 1'b0;
      k_q           <= '0;
      k_last_q      <= '0;
      period_last_q <= '0;
      blocks_q      <= '0;
      w_base_q      <= '0;
      act_raddr_o   <= '0;
      wgt_raddr_o   <= '0;
    end else if (start_i) begin
      run_q         <= 1'b1;
      reading_q     <= 1'b1;
      first_q       <= 1'b1;
      k_q           <= '0;
      k_last_q      <= k_words_i - 13'd1;
      period_last_q <= (k_words_i - 13'd1 > DRAIN_LAST) ? k_words_i - 13'd1 : DRAIN_LAST;
      blocks_q      <= row_blocks_i;
      w_base_q      <= w_base_i;
      act_raddr_o   <= a_base_i;
      wgt_raddr_o   <= w_base_i;
    end else if (run_q) begin
      if (reading_q) act_raddr_o <= act_raddr_o + 16'd1;
      if (row_end) begin
        run_q       <= blocks_q != 12'd1;
        reading_q   <= blocks_q != 12'd1;
        first_q     <= 1'b1;
        k_q         <= '0;
        blocks_q    <= blocks_q - 12'd1;
        wgt_raddr_o <= w_base_q;
      end else begin
        reading_q   <= reading_q && !k_end;
        first_q     <= 1'b0;
        k_q         <= k_q + 13'd1;
        wgt_raddr_o <= wgt_raddr_o + 16'd1;
      end
    end
  end

  // Array side (S1).
  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      array_en_o     <= 1'b0;
      array_first_o  <= 1'b0;
      array_last_o   <= 1'b0;
      array_signed_o <= 1'b0;
      array_decode_o <= 1'b0;
    end else begin
      array_en_o    <= reading_q;
      array_first_o <= first_q;
      array_last_o  <= k_end;
      if (start_i) begin
        array_signed_o <= act_signed_i;
        array_decode_o <= decode_i;
      end
    end
  end

  // Drain side (D0, D1).
  logic          residual_q;
  logic [BW-1:0] drains_q;
  logic [AW-1:0] p_base_q;
  logic [AW-1:0] o_row_q;
  logic [AW-1:0] o_addr_q;
  logic [AW-1:0] r_row_q;
  logic [AW-1:0] o_stride_q;
  logic [AW-1:0] r_stride_q;
  logic          drain_end;

  assign drain_end = drain_o && {5'd0, drain_col_o} == DRAIN_LAST;
  assign par_re_o = drain_o;
  assign res_re_o = drain_o && residual_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      drain_o     <= 1'b0;
      drain_col_o <= '0;
      residual_q  <= 1'b0;
      drains_q    <= '0;
      p_base_q    <= '0;
      par_raddr_o <= '0;
      o_row_q     <= '0;
      o_addr_q    <= '0;
      r_row_q     <= '0;
      res_raddr_o <= '0;
      o_stride_q  <= '0;
      r_stride_q  <= '0;
    end else if (start_i) begin
      drain_o     <= 1'b0;
      drain_col_o <= '0;
      residual_q  <= residual_enable_i;
      drains_q    <= row_blocks_i;
      p_base_q    <= {4'd0, p_base_i};
      par_raddr_o <= {4'd0, p_base_i};
      o_row_q     <= o_base_i;
      o_addr_q    <= o_base_i;
      r_row_q     <= r_base_i;
      res_raddr_o <= r_base_i;
      o_stride_q  <= o_stride_i;
      r_stride_q  <= r_stride_i;
    end else begin
      drain_o <= array_last_o || (drain_o && !drain_end);
      if (drain_end) begin
        drain_col_o <= '0;
        drains_q    <= drains_q - 12'd1;
        par_raddr_o <= p_base_q;
        o_row_q     <= o_row_q + o_stride_q;
        o_addr_q    <= o_row_q + o_stride_q;
        r_row_q     <= r_row_q + r_stride_q;
        res_raddr_o <= r_row_q + r_stride_q;
      end else if (drain_o) begin
        drain_col_o <= drain_col_o + 8'd1;
        par_raddr_o <= par_raddr_o + 16'd1;
        o_addr_q    <= o_addr_q + 16'd1;
        res_raddr_o <= res_raddr_o + 16'd1;
      end
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      valid_o <= 1'b0;
      last_o  <= 1'b0;
      waddr_o <= '0;
    end else begin
      valid_o <= drain_o;
      last_o  <= drain_end && drains_q == 12'd1;
      waddr_o <= o_addr_q;
    end
  end

endmodule
