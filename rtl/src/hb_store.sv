// hb_store: executes STORE: words of act or res to the out stream.
//
// Latency: address the cycle after start_i, first beat on the stream two cycles later; done_o is
//   the cycle after the last beat was taken.
// Throughput: one beat a cycle.
// Handshake: start_i only while idle, with the command fields; AXI4-Stream out. The read data of
//   the memory is held while re is low.
// Combinational paths: m_axis_tready to act_re_o and res_re_o.
module hb_store #(
  parameter int ACT_WIDTH = 64,
  parameter int RES_WIDTH = 128,
  parameter int MAX_BEATS = 2
) (
  input  logic                            clk_i,
  input  logic                            rst_ni,
  input  logic                            start_i,
  input  logic                            source_i,
  input  logic                            stream_last_i,
  input  logic [hb_pkg::ADDR_WIDTH-1:0]   base_i,
  input  logic [hb_pkg::ADDR_WIDTH-1:0]   count_i,
  output logic                            act_re_o,
  output logic                            res_re_o,
  output logic [hb_pkg::ADDR_WIDTH-1:0]   raddr_o,
  input  logic [ACT_WIDTH-1:0]            act_rdata_i,
  input  logic [RES_WIDTH-1:0]            res_rdata_i,
  output logic [hb_pkg::STREAM_WIDTH-1:0] m_axis_tdata,
  output logic                            m_axis_tvalid,
  input  logic                            m_axis_tready,
  output logic                            m_axis_tlast,
  output logic                            done_o
);

  localparam int SW = hb_pkg::STREAM_WIDTH;
  localparam int BW = hb_pkg::BEAT_WIDTH;
  localparam int WORD_BITS = MAX_BEATS * SW;
  localparam int ACT_BEATS = (ACT_WIDTH + SW - 1) / SW;
  localparam int RES_BEATS = (RES_WIDTH + SW - 1) / SW;

  logic                          source_q;
  logic                          stream_last_q;
  logic                          streaming_q;
  logic [hb_pkg::ADDR_WIDTH-1:0] reads_left_q;
  logic [hb_pkg::ADDR_WIDTH-1:0] words_left_q;
  logic                          fetched_q;
  logic                          word_ready;
  logic                          final_word;
  logic                          move;
  logic                          fetch;
  logic                          final_beat;
  logic [BW-1:0]                 beats;
  logic [WORD_BITS-1:0]          word;

  assign beats = source_q ? RES_BEATS[BW-1:0] : ACT_BEATS[BW-1:0];

  // fetched_q: the memory's output register holds a word that has not moved on.
  assign move = fetched_q && word_ready;
  assign fetch = reads_left_q != 16'd0 && (!fetched_q || word_ready);
  assign act_re_o = fetch && !source_q;
  assign res_re_o = fetch && source_q;
  assign final_word = words_left_q == 16'd1;

  // The final beat leaves when everything has moved on and the word register empties.
  assign final_beat = streaming_q && words_left_q == 16'd0 && m_axis_tvalid && word_ready;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      source_q      <= 1'b0;
      stream_last_q <= 1'b0;
      streaming_q   <= 1'b0;
      reads_left_q  <= '0;
      words_left_q  <= '0;
      fetched_q     <= 1'b0;
      raddr_o       <= '0;
      done_o        <= 1'b0;
    end else begin
      done_o <= final_beat;
      if (start_i) begin
        source_q      <= source_i;
        stream_last_q <= stream_last_i;
        streaming_q   <= 1'b1;
        reads_left_q  <= count_i;
        words_left_q  <= count_i;
        raddr_o       <= base_i;
      end else begin
        if (final_beat) streaming_q <= 1'b0;
        if (fetch) begin
          reads_left_q <= reads_left_q - 16'd1;
          raddr_o      <= raddr_o + 16'd1;
        end
        if (move) words_left_q <= words_left_q - 16'd1;
        if (fetch) begin
          fetched_q <= 1'b1;
        end else if (move) begin
          fetched_q <= 1'b0;
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
    .last_i         (stream_last_q && final_word),
    .word_i         (word),
    .m_axis_tdata (m_axis_tdata),
    .m_axis_tvalid(m_axis_tvalid),
    .m_axis_tready(m_axis_tready),
    .m_axis_tlast (m_axis_tlast)
  );

endmodule
