// hb_dma_bursts: cuts a transfer into AXI4 bursts and keeps some of them on the bus.
//
// A burst ends where the beat address is a multiple of MAX_BURST, a power of two up to 256: so no
// burst crosses a boundary of 4 KiB, and all but the first and the last are full. At most
// OUTSTANDING bursts are open: a burst opens with issue_o, the cycle before its valid_o, and closes
// with retire_i. last_o: one burst is open and none is to come.
//
// Latency: issue_o of the first burst is 1 cycle after start_i, valid_o and its address 2 cycles.
// Throughput: one burst a cycle.
// Handshake: start_i only while no burst is open or to come, with word_i, the address in beats, and
//   beats_i, at least 1. Once high, valid_o stays and address_o and length_o (beats - 1) are stable
//   until ready_i.
// Combinational paths: ready_i to issue_o.
module hb_dma_bursts #(
  parameter int MAX_BURST   = 16,
  parameter int OUTSTANDING = 4
) (
  input  logic                                clk_i,
  input  logic                                rst_ni,
  input  logic                                start_i,
  input  logic [hb_pkg::DMA_BEATS_WIDTH-1:0]  word_i,
  input  logic [hb_pkg::DMA_BEATS_WIDTH-1:0]  beats_i,
  input  logic                                retire_i,
  output logic                                issue_o,
  output logic                                last_o,
  output logic                                valid_o,
  input  logic                                ready_i,
  output logic [hb_pkg::AXI_ADDR_WIDTH-1:0]   address_o,
  output logic [hb_pkg::AXI_LENGTH_WIDTH-1:0] length_o
);

  localparam int BW = hb_pkg::DMA_BEATS_WIDTH;
  localparam int LW = hb_pkg::AXI_LENGTH_WIDTH;
  localparam int OPEN_WIDTH = $clog2(OUTSTANDING + 1);
  localparam int LAST_OFFSET_INT = MAX_BURST - 1;
  localparam logic [LW-1:0] LAST_OFFSET = LAST_OFFSET_INT[LW-1:0];

  logic [BW-1:0]         word_q;
  logic [BW-1:0]         left_q;
  logic [OPEN_WIDTH-1:0] open_q;
  logic [LW-1:0]         full_length;
  logic [LW-1:0]         length;
  logic                  cut_short;

  // Beats - 1 up to a multiple of MAX_BURST, or up to the end of the transfer.
  assign full_length = ~word_q[LW-1:0] & LAST_OFFSET;
  assign cut_short = left_q <= {{(BW - LW){1'b0}}, full_length};
  assign length = cut_short ? left_q[LW-1:0] - 1'b1 : full_length;

  assign issue_o = left_q != '0 && open_q != OUTSTANDING[OPEN_WIDTH-1:0] && (!valid_o || ready_i);
  assign last_o = left_q == '0 && open_q == {{(OPEN_WIDTH - 1){1'b0}}, 1'b1};

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      left_q  <= '0;
      open_q  <= '0;
      valid_o <= 1'b0;
    end else begin
      if (start_i) begin
        left_q <= beats_i;
      end else if (issue_o) begin
        left_q <= left_q - {{(BW - LW){1'b0}}, length} - 1'b1;
      end
      if (issue_o && !retire_i) begin
        open_q <= open_q + 1'b1;
      end else if (retire_i && !issue_o) begin
        open_q <= open_q - 1'b1;
      end
      if (issue_o) begin
        valid_o <= 1'b1;
      end else if (ready_i) begin
        valid_o <= 1'b0;
      end
    end
  end

  always_ff @(posedge clk_i) begin
    if (start_i) begin
      word_q <= word_i;
    end else if (issue_o) begin
      word_q    <= (word_q | {{(BW - LW){1'b0}}, LAST_OFFSET}) + 1'b1;
      address_o <= {word_q, 3'b000};
      length_o  <= length;
    end
  end

endmodule
