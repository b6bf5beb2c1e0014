// hb_store: executes STORE: rows of words of act or res to the out stream.
//
// Latency: address the cycle after start_i, first beat on the stream two cycles later; done_o is
//   the cycle after the last beat was taken.
// Throughput: one beat a cycle.
// Handshake: start_i only while idle, with the command fields; AXI4-Stream out. Row r begins at
//   word base_i + r * stride_i and has count_i words. The read data of the memory is held while
//   re is low.
// Combinational paths: m_axis_tready to act_re_o and res_re_o.
module hb_store #(
  parameter int ACT_WIDTH = 64,
  parameter int RES_WIDTH = 128,
  parameter int MAX_BEATS = 2
) (
  input  logic                                           clk_i,
  input  logic                                           rst_ni,
  input  logic                                           start_i,
  input  logic                                           source_i,
  input  logic                                           stream_last_i,
  input  logic [hb_pkg::ADDR_WIDTH-1:0]                  base_i,
  input  logic [hb_pkg::ADDR_WIDTH-1:0]                  count_i,
  input  logic [hb_pkg::ADDR_WIDTH-1:0]                  stride_i,
  input  logic [hb_pkg::CMD_ROW_BLOCKS_WIDTH-1:0]        rows_i,
  output logic                                           act_re_o,
  output logic                                           res_re_o,
  output logic [hb_pkg::ADDR_WIDTH-1:0]                  raddr_o,
  input  logic [ACT_WIDTH-1:0]                           act_rdata_i,
  input  logic [RES_WIDTH-1:0]                           res_rdata_i,
  output logic [hb_pkg::STREAM_WIDTH-1:0]                m_axis_tdata,
  output logic                                           m_axis_tvalid,
  input  logic                                           m_axis_tready,
  output logic                                           m_axis_tlast,
  output logic                                           done_o
);

  localparam int AW = hb_pkg::ADDR_WIDTH;
  localparam int RW = hb_pkg::CMD_ROW_BLOCKS_WIDTH;
  localparam int SW = hb_pkg::STREAM_WIDTH;
  localparam int BW = hb_pkg::BEAT_WIDTH;
  localparam int WORD_BITS = MAX_BEATS * SW;
  localparam int ACT_BEATS = (ACT_WIDTH + SW - 1) / SW;
  localparam int RES_BEATS = (RES_WIDTH + SW - 1) / SW;

  logic                          source_q;
  logic                          stream_last_q;
  // Address side: what is left of the row and of the command.
  logic                          reading_q;
  logic [AW-1:0]                 count_q;
  logic [AW-1:0]                 stride_q;
  logic [AW-1:0]                 words_left_q;
  logic [RW-1:0]                 rows_left_q;
  logic [AW-1:0]                 row_q;
  logic [AW-1:0]                 next_row;
  logic                          row_end;
  // fetched_q: the memory's output register holds a word that has not moved on; final_q: it is
  // the last one; sent_q: that one has moved on.
  logic                          fetched_q;
  logic                          final_q;
  logic                          sent_q;
  logic                          word_ready;
  logic                          move;
  logic                          fetch;
  logic                          final_beat;
  logic [BW-1:0]                 beats;
  logic [WORD_BITS-1:0]          word;

  assign beats = source_q ? RES_BEATS[BW-1:0] : ACT_BEATS[BW-1:0];

  assign row_end = words_left_q == 16'd1;
  assign next_row = row_q + stride_q;
  assign move = fetched_q && word_ready;
  assign fetch = reading_q && (!fetched_q || word_ready);
  assign act_re_o = fetch && !source_q;
  assign res_re_o = fetch && source_q;

  // The final beat leaves when everything has moved on and the word register empties.
  assign final_beat = sent_q && m_axis_tvalid && word_ready;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      source_q      <= 1'b0;
      stream_last_q <= 1'b0;
      reading_q     <= 1'b0;
      count_q       <= '0;
      stride_q      <= '0;
      words_left_q  <= '0;
      rows_left_q   <= '0;
      row_q         <= '0;
      fetched_q     <= 1'b0;
      final_q       <= 1'b0;
      sent_q        <= 1'b0;
      raddr_o       <= '0;
      done_o        <= 1'b0;
    end else begin
      done_o <= final_beat;
      if (start_i) begin
        source_q      <= source_i;
        stream_last_q <= stream_last_i;
        reading_q     <= 1'b1;
        count_q       <= count_i;
        stride_q      <= stride_i;
        words_left_q  <= count_i;
        rows_left_q   <= rows_i;
        row_q         <= base_i;
        raddr_o       <= base_i;
      end else begin
        if (fetch && row_end) begin
          reading_q    <= rows_left_q != 12'd1;
          words_left_q <= count_q;
          rows_left_q  <= rows_left_q - 12'd1;
          row_q        <= next_row;
          raddr_o      <= next_row;
        end else if (fetch) begin
          words_left_q <= words_left_q - 16'd1;
          raddr_o      <= raddr_o + 16'd1;
        end
        if (fetch) begin
          fetched_q <= 1'b1;
          final_q   <= row_end && rows_left_q == 12'd1;
        end else if (move) begin
          fetched_q <= 1'b0;
        end
        if (move && final_q) begin
          sent_q <= 1'b1;
        end else if (final_beat) begin
          sent_q <= 1'b0;
        end
      end
    end
  end

  always_comb begin
    word = '0;
    if (source_q) begin
      word[RES_WIDTH-1:0] = res_rdata_i;
    end else begin
      word[ACT_WIDTH-1:0] = act_rdata_i;
    end
  end

  hb_axis_out #(
    .WORD_BEATS(MAX_BEATS)
  ) u_axis_out (
    .clk_i          (clk_i),
    .rst_ni         (rst_ni),
    .beats_i        (beats - 8'd1),
    .word_valid_i   (fetched_q),
    .word_ready_o   (word_ready),
    .last_i         (stream_last_q && final_q),
    .word_i         (word),
    .m_axis_tdata (m_axis_tdata),
    .m_axis_tvalid(m_axis_tvalid),
    .m_axis_tready(m_axis_tready),
    .m_axis_tlast (m_axis_tlast)
  );

endmodule
