// hb_row_drain: the drained words of a row-serial GEMM: addresses of par, res and the output.
//
// A pass is a row of a tile of COLS = DRAIN*LANES columns; last_i tells that its sums are in the
// shadow registers of the array from the next cycle on. Passes come tile by tile, row by row.
//
// With several engines a pass is ENGINES rows of a tile, of which the last of a command may have
// fewer, drained one after the other; passes come tile by tile, ENGINES rows by ENGINES rows. The
// engine of a drained row is row_o mod ENGINES.
//
// Latency: the first word of a pass the cycle after last_i, valid_o one cycle behind drain_o.
// Throughput: one drained word a cycle, or with twice_i in two. With fold_i a pass has two words.
// Handshake: start_i with the fields of a command, before its first last_i and not while words are
//   drained; as many cycles or more as its words take from one last_i to the next. No
//   back-pressure.
// Combinational paths: none.
module hb_row_drain #(
  parameter int DRAIN   = 16,
  parameter int ENGINES = 1
) (
  input  logic                                    clk_i,
  input  logic                                    rst_ni,
  input  logic                                    start_i,
  input  logic                                    residual_enable_i,
  input  logic                                    twice_i,
  input  logic                                    fold_i,
  input  logic [hb_pkg::ADDR_WIDTH-1:0]           o_base_i,
  input  logic [hb_pkg::ADDR_WIDTH-1:0]           r_base_i,
  input  logic [hb_pkg::CMD_P_BASE_WIDTH-1:0]     p_base_i,
  input  logic [hb_pkg::CMD_ROW_BLOCKS_WIDTH-1:0] rows_i,
  input  logic [hb_pkg::TILE_WIDTH-1:0]           tiles_i,
  input  logic [hb_pkg::CMD_O_STRIDE_WIDTH-1:0]   o_stride_i,
  input  logic [hb_pkg::CMD_R_STRIDE_WIDTH-1:0]   r_stride_i,
  input  logic                                    last_i,
  output logic                                    drain_o,
  output logic [hb_pkg::COL_WIDTH-1:0]            col_o,
  output logic [hb_pkg::TILE_WIDTH-1:0]           tile_o,
  output logic [hb_pkg::CMD_ROW_BLOCKS_WIDTH-1:0] row_o,
  output logic                                    par_re_o,
  output logic [hb_pkg::ADDR_WIDTH-1:0]           par_raddr_o,
  output logic                                    res_re_o,
  output logic [hb_pkg::ADDR_WIDTH-1:0]           res_raddr_o,
  output logic                                    valid_o,
  output logic                                    row_last_o,
  output logic                                    last_o,
  output logic [hb_pkg::ADDR_WIDTH-1:0]           waddr_o
);

  localparam int AW = hb_pkg::ADDR_WIDTH;
  localparam int CW = hb_pkg::COL_WIDTH;
  localparam int RW = hb_pkg::CMD_ROW_BLOCKS_WIDTH;
  localparam int TW = hb_pkg::TILE_WIDTH;
  localparam int DRAIN_TOP = DRAIN - 1;
  localparam logic [CW-1:0] DRAIN_LAST = DRAIN_TOP[CW-1:0];
  localparam int ENGINE_TOP = ENGINES - 1;
  localparam logic [RW-1:0] ENGINE_MASK = ENGINE_TOP[RW-1:0];
  localparam int ENGINE_BITS = $clog2(ENGINES);

  logic          residual_q;
  logic          twice_q;
  logic          again_q;
  logic          fold_q;
  logic [TW-1:0] tile_last_q;
  logic [RW-1:0] row_last_q;
  logic [AW-1:0] p_base_q;
  logic [AW-1:0] o_row_q;
  logic [AW-1:0] o_addr_q;
  logic [AW-1:0] r_row_q;
  logic [AW-1:0] o_stride_q;
  logic [AW-1:0] r_stride_q;
  logic          step;
  logic          drain_end;
  logic          row_end;

  // Where the row drained stands at its tile, and how far from its start that is: what several
  // engines go back to.
  logic          engines_end;
  logic          pass_end;
  logic [AW-1:0] o_part_q;
  logic [AW-1:0] r_part_q;
  logic [AW-1:0] tile_offset_q;
  logic [AW-1:0] next_offset;
  assign engines_end = (row_o & ENGINE_MASK) == ENGINE_MASK || row_o == row_last_q;
  assign next_offset = tile_offset_q + DRAIN[AW-1:0];

  assign step = drain_o && (again_q || !twice_q);
  assign drain_end = step && col_o == (fold_q ? 8'd1 : DRAIN_LAST);
  assign pass_end = drain_end && engines_end;
  assign row_end = pass_end && tile_o == tile_last_q;
  assign par_re_o = drain_o;
  assign res_re_o = drain_o && residual_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      residual_q  <= 1'b0;
      twice_q     <= 1'b0;
      again_q     <= 1'b0;
      fold_q      <= 1'b0;
      tile_last_q <= '0;
      row_last_q  <= '0;
      drain_o     <= 1'b0;
      col_o       <= '0;
      tile_o      <= '0;
      row_o       <= '0;
      p_base_q    <= '0;
      par_raddr_o <= '0;
      o_row_q     <= '0;
      o_addr_q    <= '0;
      r_row_q     <= '0;
      res_raddr_o <= '0;
      o_stride_q  <= '0;
      r_stride_q  <= '0;
      o_part_q    <= '0;
      r_part_q    <= '0;
      tile_offset_q <= '0;
    end else if (start_i) begin
      residual_q  <= residual_enable_i;
      twice_q     <= twice_i;
      again_q     <= 1'b0;
      fold_q      <= fold_i;
      tile_last_q <= tiles_i - 8'd1;
      row_last_q  <= rows_i - 12'd1;
      drain_o     <= 1'b0;
      col_o       <= '0;
      tile_o      <= '0;
      row_o       <= '0;
      p_base_q    <= {4'd0, p_base_i};
      par_raddr_o <= {4'd0, p_base_i};
      o_row_q     <= o_base_i;
      o_addr_q    <= o_base_i;
      r_row_q     <= r_base_i;
      res_raddr_o <= r_base_i;
      o_stride_q  <= o_stride_i;
      r_stride_q  <= r_stride_i;
      o_part_q    <= o_base_i;
      r_part_q    <= r_base_i;
      tile_offset_q <= '0;
    end else begin
      drain_o <= last_i || (drain_o && !pass_end);
      again_q <= drain_o && !step;
      if (drain_end) col_o <= '0;
      else if (step) col_o <= col_o + 8'd1;
      if (row_end) begin
        tile_o      <= '0;
        row_o       <= row_o + 12'd1;
        par_raddr_o <= p_base_q;
        o_row_q     <= o_row_q + (o_stride_q << ENGINE_BITS);
        o_addr_q    <= o_row_q + (o_stride_q << ENGINE_BITS);
        o_part_q    <= o_row_q + (o_stride_q << ENGINE_BITS);
        r_row_q     <= r_row_q + (r_stride_q << ENGINE_BITS);
        res_raddr_o <= r_row_q + (r_stride_q << ENGINE_BITS);
        r_part_q    <= r_row_q + (r_stride_q << ENGINE_BITS);
        tile_offset_q <= '0;
      end else if (drain_end && !engines_end) begin
        row_o       <= row_o + 12'd1;
        par_raddr_o <= p_base_q + tile_offset_q;
        o_addr_q    <= o_part_q + o_stride_q;
        o_part_q    <= o_part_q + o_stride_q;
        res_raddr_o <= r_part_q + r_stride_q;
        r_part_q    <= r_part_q + r_stride_q;
      end else if (drain_end && ENGINES > 1) begin
        tile_o      <= tile_o + 8'd1;
        row_o       <= row_o & ~ENGINE_MASK;
        par_raddr_o <= p_base_q + next_offset;
        o_addr_q    <= o_row_q + next_offset;
        o_part_q    <= o_row_q + next_offset;
        res_raddr_o <= r_row_q + next_offset;
        r_part_q    <= r_row_q + next_offset;
        tile_offset_q <= next_offset;
      end else if (step) begin
        if (drain_end) tile_o <= tile_o + 8'd1;
        par_raddr_o <= par_raddr_o + 16'd1;
        o_addr_q    <= o_addr_q + 16'd1;
        res_raddr_o <= res_raddr_o + 16'd1;
      end
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      valid_o    <= 1'b0;
      row_last_o <= 1'b0;
      last_o     <= 1'b0;
      waddr_o    <= '0;
    end else begin
      valid_o    <= drain_o;
      row_last_o <= drain_end && tile_o == tile_last_q;
      last_o     <= row_end && row_o == row_last_q;
      waddr_o    <= o_addr_q;
    end
  end

`ifndef SYNTHESIS
  always @(posedge clk_i) begin
    assert (!start_i || !(last_i || drain_o));
    assert (!last_i || !drain_o || pass_end);
  end
`endif

endmodule
