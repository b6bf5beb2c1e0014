// hb_turn: where the rows of a product stand that become weights.
//
// Row r of a command, counted from column_i, has tiles_i * COLS / LANES words, which come in order,
// word j with write_i. As a column of the weights (rows_i low) row r is column r mod COLS of word
// base_i + r / COLS * stride_i + j, in all banks. As a row it is in bank r mod LANES, word j in
// the place j mod (COLS / LANES) of word base_i + j / (COLS / LANES) * stride_i + r / LANES. With
// plane_i every word comes twice, the second time with high_o and plane_i words further on.
//
// With fold_i, which needs FOLD > 1, a command of one plane and rows_i low, the rows are the last
// columns of the weights, COLS / FOLD at most, for folded products: word j of row r is column
// j mod FOLD * (COLS / FOLD) + r of word base_i + j / FOLD.
//
// With several engines the words of ENGINES rows come tile by tile, those of a tile row by row;
// the last of the count_i rows of a command may be fewer.
//
// Latency: 0, the outputs are those of the word that comes next.
// Throughput: one word a cycle.
// Handshake: start_i with the fields of a command, column_i below COLS, or LANES for rows.
// Combinational paths: none.
module hb_turn #(
  parameter int COLS    = 16,
  parameter int LANES   = 4,
  parameter int FOLD    = 1,
  parameter int ENGINES = 1
) (
  input  logic                                 clk_i,
  input  logic                                 rst_ni,
  input  logic                                 start_i,
  input  logic                                 rows_i,
  input  logic                                 fold_i,
  input  logic [hb_pkg::ADDR_WIDTH-1:0]        base_i,
  input  logic [hb_pkg::CMD_O_STRIDE_WIDTH-1:0] stride_i,
  input  logic [hb_pkg::ADDR_WIDTH-1:0]        plane_i,
  input  logic [hb_pkg::COL_WIDTH-1:0]         column_i,
  input  logic [hb_pkg::TILE_WIDTH-1:0]        tiles_i,
  input  logic [hb_pkg::CMD_ROW_BLOCKS_WIDTH-1:0] count_i,
  input  logic                                 write_i,
  output logic                                 high_o,
  output logic [hb_pkg::ADDR_WIDTH-1:0]        waddr_o,
  output logic [hb_pkg::COL_WIDTH-1:0]         place_o,
  output logic [hb_pkg::COL_WIDTH-1:0]         bank_o
);

  localparam int AW = hb_pkg::ADDR_WIDTH;
  localparam int CW = hb_pkg::COL_WIDTH;
  localparam int TW = hb_pkg::TILE_WIDTH;
  localparam int RW = hb_pkg::CMD_ROW_BLOCKS_WIDTH;
  localparam int DRAIN = COLS / LANES;
  localparam int GROUP_TOP = COLS / LANES - 1;
  localparam int COLUMN_TOP = COLS - 1;
  localparam int BANK_TOP = LANES - 1;
  localparam int FOLD_TOP = FOLD - 1;
  localparam int FOLD_COLS = COLS / FOLD;
  localparam int FOLD_WORDS = DRAIN / FOLD;
  localparam int ENGINE_TOP = ENGINES - 1;
  localparam logic [RW-1:0] ENGINE_MASK = ENGINE_TOP[RW-1:0];

  logic          rows_q;
  logic          fold_q;
  logic [CW-1:0] fold_group;
  logic [AW-1:0] stride_q;
  logic [TW-1:0] tile_last_q;
  logic [TW-1:0] tile_q;
  logic [CW-1:0] group_q;
  logic [CW-1:0] turn_q;
  logic [AW-1:0] row_addr_q;
  logic [AW-1:0] next_row;
  logic [AW-1:0] plane_q;
  logic [AW-1:0] waddr_q;
  logic          step;
  logic          group_end;
  logic          row_end;
  logic          turn_end;

  // The row, where the rows of its engines start, and how far from there its tile is.
  logic [RW-1:0] row_q;
  logic [RW-1:0] row_last_q;
  logic          engines_end;
  logic [CW-1:0] start_turn_q;
  logic [AW-1:0] start_addr_q;
  logic [AW-1:0] offset_q;
  logic [AW-1:0] next_offset;
  logic [CW-1:0] next_turn;
  assign engines_end = (row_q & ENGINE_MASK) == ENGINE_MASK || row_q == row_last_q;
  assign next_offset = offset_q + (rows_q ? stride_q : fold_q ? FOLD_WORDS[AW-1:0] : DRAIN[AW-1:0]);
  assign next_turn = turn_end ? '0 : turn_q + 8'd1;

  assign group_end = group_q == GROUP_TOP[CW-1:0];
  assign row_end = group_end && engines_end && tile_q == tile_last_q;
  assign turn_end = turn_q == (rows_q ? BANK_TOP[CW-1:0] : COLUMN_TOP[CW-1:0]);
  assign next_row = !turn_end ? row_addr_q : row_addr_q + (rows_q ? 16'd1 : stride_q);
  assign fold_group = group_q & FOLD_TOP[CW-1:0];
  assign place_o = rows_q ? group_q : fold_q ? fold_group * FOLD_COLS[CW-1:0] + turn_q : turn_q;
  assign bank_o = turn_q;
  assign waddr_o = high_o ? waddr_q + plane_q : waddr_q;
  assign step = write_i && (high_o || plane_q == '0);

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      rows_q      <= 1'b0;
      fold_q      <= 1'b0;
      stride_q    <= '0;
      tile_last_q <= '0;
      tile_q      <= '0;
      group_q     <= '0;
      turn_q      <= '0;
      row_addr_q  <= '0;
      plane_q     <= '0;
      high_o      <= 1'b0;
      waddr_q     <= '0;
      row_q        <= '0;
      row_last_q   <= '0;
      start_turn_q <= '0;
      start_addr_q <= '0;
      offset_q     <= '0;
    end else if (start_i) begin
      rows_q      <= rows_i;
      fold_q      <= fold_i;
      stride_q    <= stride_i;
      tile_last_q <= tiles_i - 8'd1;
      tile_q      <= '0;
      group_q     <= '0;
      turn_q      <= column_i;
      row_addr_q  <= base_i;
      plane_q     <= plane_i;
      high_o      <= 1'b0;
      waddr_q     <= base_i;
      row_q        <= '0;
      row_last_q   <= count_i - 12'd1;
      start_turn_q <= column_i;
      start_addr_q <= base_i;
      offset_q     <= '0;
    end else if (write_i) begin
      high_o <= !step;
      if (step) group_q <= group_end ? '0 : group_q + 8'd1;
      if (step && row_end) begin
        tile_q     <= '0;
        turn_q     <= next_turn;
        row_addr_q <= next_row;
        waddr_q    <= next_row;
        row_q        <= row_q + 12'd1;
        start_turn_q <= next_turn;
        start_addr_q <= next_row;
        offset_q     <= '0;
      end else if (step && group_end && !engines_end) begin
        turn_q     <= next_turn;
        row_addr_q <= next_row;
        waddr_q    <= next_row + offset_q;
        row_q      <= row_q + 12'd1;
      end else if (step && group_end && ENGINES > 1) begin
        tile_q     <= tile_q + 8'd1;
        turn_q     <= start_turn_q;
        row_addr_q <= start_addr_q;
        waddr_q    <= start_addr_q + next_offset;
        row_q      <= row_q & ~ENGINE_MASK;
        offset_q   <= next_offset;
      end else if (step) begin
        if (group_end) tile_q <= tile_q + 8'd1;
        if (rows_q) waddr_q <= group_end ? waddr_q + stride_q : waddr_q;
        else if (!fold_q || fold_group == FOLD_TOP[CW-1:0]) waddr_q <= waddr_q + 16'd1;
      end
    end
  end

`ifndef SYNTHESIS
  always @(posedge clk_i) begin
    if (start_i && fold_i) assert (FOLD > 1 && !rows_i && plane_i == '0);
    if (write_i && fold_q) assert ({24'd0, turn_q} < FOLD_COLS);
  end
`endif

endmodule
