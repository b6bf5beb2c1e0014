// hb_load: executes LOAD: words from the in stream into one of the memories.
//
// Beats of a word follow from the word widths given as parameters.
//
// Latency: the first beat is taken the cycle after start_i at the earliest; a word is presented to
//   its memory the cycle after its last beat; done_o is in the cycle of the last write.
// Throughput: one beat a cycle.
// Handshake: start_i only while idle, with the command fields; AXI4-Stream in; the write ports
//   have no back-pressure.
// Combinational paths: none.
module hb_load #(
  parameter int ACT_WIDTH = 64,
  parameter int RES_WIDTH = 128,
  parameter int WGT_WIDTH = 32,
  parameter int PAR_WIDTH = 128,
  parameter int INDEX_WIDTH = 16,
  parameter int MAX_BEATS = 2
) (
  input  logic                                      clk_i,
  input  logic                                      rst_ni,
  input  logic                                      start_i,
  input  logic [hb_pkg::CMD_TARGET_WIDTH-1:0]       target_i,
  input  logic [hb_pkg::ADDR_WIDTH-1:0]             base_i,
  input  logic [hb_pkg::ADDR_WIDTH-1:0]             count_i,
  input  logic [hb_pkg::STREAM_WIDTH-1:0]           s_axis_tdata,
  input  logic                                      s_axis_tvalid,
  output logic                                      s_axis_tready,
  output logic                                      act_we_o,
  output logic                                      res_we_o,
  output logic                                      wgt_we_o,
  output logic                                      par_we_o,
  output logic                                      table_we_o,
  output logic                                      decode_we_o,
  output logic                                      exp_we_o,
  output logic                                      gain_we_o,
  output logic                                      index_we_o,
  output logic [hb_pkg::ADDR_WIDTH-1:0]             waddr_o,
  output logic [MAX_BEATS*hb_pkg::STREAM_WIDTH-1:0] wdata_o,
  output logic                                      done_o
);

  localparam int SW = hb_pkg::STREAM_WIDTH;
  localparam int ACT_BEATS = (ACT_WIDTH + SW - 1) / SW;
  localparam int RES_BEATS = (RES_WIDTH + SW - 1) / SW;
  localparam int WGT_BEATS = (WGT_WIDTH + SW - 1) / SW;
  localparam int PAR_BEATS = (PAR_WIDTH + SW - 1) / SW;
  localparam int INDEX_BEATS = (INDEX_WIDTH + SW - 1) / SW;
  localparam int DECODE_BEATS = hb_pkg::DECODE_WIDTH / SW;
  localparam int GAIN_BEATS = (hb_pkg::GAIN_ELEMENTS * hb_pkg::GAIN_WIDTH + SW - 1) / SW;

  localparam int BW = hb_pkg::BEAT_WIDTH;
  localparam int TW = hb_pkg::CMD_TARGET_WIDTH;

  logic [BW-1:0] beats;
  logic [TW-1:0] target_q;
  logic          word_valid;
  logic          word_last;

  always_comb begin
    case (target_i)
      hb_pkg::TARGET_ACT: beats = ACT_BEATS[BW-1:0];
      hb_pkg::TARGET_RES: beats = RES_BEATS[BW-1:0];
      hb_pkg::TARGET_WGT: beats = WGT_BEATS[BW-1:0];
      hb_pkg::TARGET_PAR: beats = PAR_BEATS[BW-1:0];
      hb_pkg::TARGET_DECODE: beats = DECODE_BEATS[BW-1:0];
      hb_pkg::TARGET_GAIN: beats = GAIN_BEATS[BW-1:0];
      hb_pkg::TARGET_INDEX: beats = INDEX_BEATS[BW-1:0];
      default: beats = 8'd1;
    endcase
  end

  hb_axis_in #(
    .WORD_BEATS(MAX_BEATS)
  ) u_axis_in (
    .clk_i          (clk_i),
    .rst_ni         (rst_ni),
    .start_i        (start_i),
    .words_i        (count_i),
    .beats_i        (beats - 8'd1),
    .s_axis_tdata (s_axis_tdata),
    .s_axis_tvalid(s_axis_tvalid),
    .s_axis_tready(s_axis_tready),
    .word_valid_o   (word_valid),
    .word_last_o    (word_last),
    .word_o         (wdata_o)
  );

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      target_q <= '0;
      waddr_o  <= '0;
    end else if (start_i) begin
      target_q <= target_i;
      waddr_o  <= base_i;
    end else if (word_valid) begin
      waddr_o <= waddr_o + 16'd1;
    end
  end

  assign act_we_o = word_valid && target_q == hb_pkg::TARGET_ACT;
  assign res_we_o = word_valid && target_q == hb_pkg::TARGET_RES;
  assign wgt_we_o = word_valid && target_q == hb_pkg::TARGET_WGT;
  assign par_we_o = word_valid && target_q == hb_pkg::TARGET_PAR;
  assign table_we_o = word_valid && target_q == hb_pkg::TARGET_TABLE;
  assign decode_we_o = word_valid && target_q == hb_pkg::TARGET_DECODE;
  assign exp_we_o = word_valid && target_q == hb_pkg::TARGET_EXP;
  assign gain_we_o = word_valid && target_q == hb_pkg::TARGET_GAIN;
  assign index_we_o = word_valid && target_q == hb_pkg::TARGET_INDEX;
  assign done_o = word_last;

endmodule
