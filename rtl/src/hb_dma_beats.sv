// hb_dma_beats: counts the beats of a transfer: is one to come, does it end a burst.
//
// Bursts end as hb_dma_bursts cuts them: where the beat address is a multiple of MAX_BURST, a power
// of two up to 256, and with the transfer.
//
// Latency: active_o, burst_end_o and final_o tell of the first beat 1 cycle after start_i, of the
//   next one 1 cycle after step_i.
// Throughput: one beat a cycle.
// Handshake: start_i only while active_o is low, with offset_i, the low bits of the address in
//   beats, and beats_i; step_i only while active_o is high.
// Combinational paths: none.
module hb_dma_beats #(
  parameter int MAX_BURST = 16
) (
  input  logic                                clk_i,
  input  logic                                rst_ni,
  input  logic                                start_i,
  input  logic [hb_pkg::AXI_LENGTH_WIDTH-1:0] offset_i,
  input  logic [hb_pkg::DMA_BEATS_WIDTH-1:0]  beats_i,
  input  logic                                step_i,
  output logic                                active_o,
  output logic                                burst_end_o,
  output logic                                final_o
);

  localparam int BW = hb_pkg::DMA_BEATS_WIDTH;
  localparam int LW = hb_pkg::AXI_LENGTH_WIDTH;
  localparam int LAST_OFFSET_INT = MAX_BURST - 1;
  localparam logic [LW-1:0] LAST_OFFSET = LAST_OFFSET_INT[LW-1:0];

  logic [BW-1:0] left_q;
  logic [LW-1:0] offset_q;

  assign active_o = left_q != '0;
  assign final_o = left_q == {{(BW - 1){1'b0}}, 1'b1};
  assign burst_end_o = final_o || offset_q == LAST_OFFSET;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      left_q   <= '0;
      offset_q <= '0;
    end else if (start_i) begin
      left_q   <= beats_i;
      offset_q <= offset_i & LAST_OFFSET;
    end else if (step_i) begin
      left_q   <= left_q - 1'b1;
      offset_q <= (offset_q + 1'b1) & LAST_OFFSET;
    end
  end

endmodule
