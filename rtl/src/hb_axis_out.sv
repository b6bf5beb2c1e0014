// hb_axis_out: sends memory words as 64-bit stream beats, least significant beat first.
//
// A word of beats_i + 1 beats is taken when word_valid_i and word_ready_o are high; last_i marks
// the word whose final beat carries tlast.
//
// Latency: the first beat of a word is on the stream the cycle after it is taken.
// Throughput: one beat a cycle, without a gap between words.
// Handshake: valid/ready on the input, AXI4-Stream on the output: once high, tvalid stays and
//   tdata is stable until tready.
// Combinational paths: m_axis_tready to word_ready_o; none from word_valid_i.
module hb_axis_out #(
  parameter int WORD_BEATS = 2
) (
  input  logic                                       clk_i,
  input  logic                                       rst_ni,
  input  logic [hb_pkg::BEAT_WIDTH-1:0]              beats_i,
  input  logic                                       word_valid_i,
  output logic                                       word_ready_o,
  input  logic                                       last_i,
  input  logic [WORD_BEATS*hb_pkg::STREAM_WIDTH-1:0] word_i,
  output logic [hb_pkg::STREAM_WIDTH-1:0]            m_axis_tdata,
  output logic                                       m_axis_tvalid,
  input  logic                                       m_axis_tready,
  output logic                                       m_axis_tlast
);

  localparam int SW = hb_pkg::STREAM_WIDTH;

  logic [WORD_BEATS*SW-1:0]      word_q;
  logic [hb_pkg::BEAT_WIDTH-1:0] left_q;
  logic                          last_q;
  logic                          final_beat;

  assign final_beat = left_q == 8'd0;
  assign word_ready_o = !m_axis_tvalid || (m_axis_tready && final_beat);
  assign m_axis_tdata = word_q[SW-1:0];
  assign m_axis_tlast = last_q && final_beat;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      m_axis_tvalid <= 1'b0;
      left_q          <= '0;
      last_q          <= 1'b0;
    end else if (word_ready_o) begin
      m_axis_tvalid <= word_valid_i;
      left_q          <= beats_i;
      last_q          <= last_i;
    end else if (m_axis_tready) begin
      left_q <= left_q - 8'd1;
    end
  end

  always_ff @(posedge clk_i) begin
    if (word_ready_o) begin
      if (word_valid_i) word_q <= word_i;
    end else if (m_axis_tready) begin
      word_q <= word_q >> SW;
    end
  end

endmodule
