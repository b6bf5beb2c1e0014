// hb_axis_in: collects 64-bit stream beats into memory words, least significant beat first.
//
// start_i asks for words_i words of beats_i + 1 beats each. The word is WORD_BEATS beats wide; a
// shorter word fills its low end, the rest keeps old data.
//
// Latency: tready rises the cycle after start_i; word_valid_o is the cycle after the word's last
//   beat.
// Throughput: one beat a cycle.
// Handshake: AXI4-Stream on the input; word_valid_o has no back-pressure. start_i only while idle.
//   tready does not depend on tvalid.
// Combinational paths: none; tready is a register.
module hb_axis_in #(
  parameter int WORD_BEATS = 2
) (
  input  logic                                       clk_i,
  input  logic                                       rst_ni,
  input  logic                                       start_i,
  input  logic [hb_pkg::ADDR_WIDTH-1:0]              words_i,
  input  logic [hb_pkg::BEAT_WIDTH-1:0]              beats_i,
  input  logic [hb_pkg::STREAM_WIDTH-1:0]            s_axis_tdata,
  input  logic                                       s_axis_tvalid,
  output logic                                       s_axis_tready,
  output logic                                       word_valid_o,
  output logic                                       word_last_o,
  output logic [WORD_BEATS*hb_pkg::STREAM_WIDTH-1:0] word_o
);

  localparam int SW = hb_pkg::STREAM_WIDTH;

  logic [hb_pkg::ADDR_WIDTH-1:0] words_q;
  logic [hb_pkg::BEAT_WIDTH-1:0] beats_q;
  logic [hb_pkg::BEAT_WIDTH-1:0] beat_q;
  logic                          accept;
  logic                          word_end;

  assign accept = s_axis_tvalid && s_axis_tready;
  assign word_end = accept && beat_q == beats_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      s_axis_tready <= 1'b0;
      word_valid_o    <= 1'b0;
      word_last_o     <= 1'b0;
      words_q         <= '0;
      beats_q         <= '0;
      beat_q          <= '0;
    end else begin
      word_valid_o <= word_end;
      word_last_o  <= word_end && words_q == 16'd1;
      if (start_i) begin
        s_axis_tready <= 1'b1;
        words_q         <= words_i;
        beats_q         <= beats_i;
        beat_q          <= '0;
      end else if (word_end) begin
        s_axis_tready <= words_q != 16'd1;
        words_q         <= words_q - 16'd1;
        beat_q          <= '0;
      end else if (accept) begin
        beat_q <= beat_q + 8'd1;
      end
    end
  end

  always_ff @(posedge clk_i) begin
    if (accept) begin
      for (int unsigned b = 0; b < WORD_BEATS; b++) begin
        if ({24'd0, beat_q} == b) word_o[b*SW +: SW] <= s_axis_tdata;
      end
    end
  end

endmodule
