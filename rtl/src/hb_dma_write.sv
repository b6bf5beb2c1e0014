// hb_dma_write: AXI4 write master: a stream of 64-bit beats goes to a stretch of memory.
//
// Bursts are INCR of 8-byte beats, all bytes written, and end at multiples of MAX_BURST beats, so
// none crosses 4 KiB; up to OUTSTANDING of them are on the bus or unanswered. There is one id,
// which needs no signal. error_o is set by a response other than OKAY and holds until the next
// start_i; the transfer goes on. A transfer of no beats, or to an address that is no multiple of 8,
// ends at once and takes nothing; the latter sets error_o.
//
// Latency: tready 1 cycle after start_i, awvalid 2 cycles, wvalid 1 cycle after a beat was taken
//   from the stream, not before its burst has awvalid; done_o 1 cycle after the last response. With
//   L cycles from wlast to its response, and no side ever pausing, done_o is beats + L + 2 cycles
//   after start_i.
// Throughput: one beat a cycle if (OUTSTANDING - 1) * MAX_BURST > L.
// Handshake: start_i only while busy_o is low. AXI4, and AXI4-Stream, which carries no tlast: the
//   transfer says how many beats it takes. Once high, valid stays and what goes with it is stable
//   until ready. wvalid does not wait for awready.
// Combinational paths: none from input to output.
module hb_dma_write #(
  parameter int MAX_BURST   = 16,
  parameter int OUTSTANDING = 4
) (
  input  logic                                clk_i,
  input  logic                                rst_ni,
  input  logic                                start_i,
  input  logic [hb_pkg::AXI_ADDR_WIDTH-1:0]   address_i,
  input  logic [hb_pkg::DMA_BEATS_WIDTH-1:0]  beats_i,
  output logic                                busy_o,
  output logic                                done_o,
  output logic                                error_o,
  input  logic [hb_pkg::STREAM_WIDTH-1:0]     s_axis_tdata,
  input  logic                                s_axis_tvalid,
  output logic                                s_axis_tready,
  output logic [hb_pkg::AXI_ADDR_WIDTH-1:0]   m_axi_awaddr,
  output logic [hb_pkg::AXI_LENGTH_WIDTH-1:0] m_axi_awlen,
  output logic [2:0]                          m_axi_awsize,
  output logic [1:0]                          m_axi_awburst,
  output logic                                m_axi_awvalid,
  input  logic                                m_axi_awready,
  output logic [hb_pkg::STREAM_WIDTH-1:0]     m_axi_wdata,
  output logic [hb_pkg::STREAM_WIDTH/8-1:0]   m_axi_wstrb,
  output logic                                m_axi_wlast,
  output logic                                m_axi_wvalid,
  input  logic                                m_axi_wready,
  input  logic [1:0]                          m_axi_bresp,
  input  logic                                m_axi_bvalid,
  output logic                                m_axi_bready
);

  localparam int SW = hb_pkg::STREAM_WIDTH;
  localparam int LW = hb_pkg::AXI_LENGTH_WIDTH;
  localparam int CREDIT_WIDTH = $clog2(OUTSTANDING + 1);

  // Bursts that were issued and whose data have not all left.
  logic [CREDIT_WIDTH-1:0] credit_q;
  logic                    misaligned;
  logic                    empty;
  logic                    accept;
  logic                    active;
  logic                    burst_end;
  logic                    slice_ready;
  logic                    slice_valid;
  logic                    issue;
  logic                    granted;
  logic                    burst_sent;
  logic                    last;
  logic                    respond;
  logic                    finish;

  assign misaligned = address_i[2:0] != 3'd0;
  assign empty = misaligned || beats_i == '0;
  assign accept = start_i && !empty;
  assign m_axi_awsize = hb_pkg::AXI_SIZE_8_BYTES;
  assign m_axi_awburst = hb_pkg::AXI_BURST_INCR;
  assign m_axi_wstrb = '1;
  assign granted = credit_q != '0;
  assign s_axis_tready = active && slice_ready;
  assign m_axi_wvalid = slice_valid && granted;
  assign burst_sent = m_axi_wvalid && m_axi_wready && m_axi_wlast;
  assign m_axi_bready = busy_o;
  assign respond = m_axi_bvalid && m_axi_bready;
  assign finish = respond && last;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      credit_q <= '0;
      busy_o   <= 1'b0;
      done_o   <= 1'b0;
      error_o  <= 1'b0;
    end else begin
      done_o <= finish || (start_i && empty);
      if (accept) begin
        busy_o <= 1'b1;
      end else if (finish) begin
        busy_o <= 1'b0;
      end
      if (start_i) begin
        error_o <= misaligned;
      end else if (respond && m_axi_bresp != hb_pkg::AXI_OKAY) begin
        error_o <= 1'b1;
      end
      if (issue && !burst_sent) begin
        credit_q <= credit_q + 1'b1;
      end else if (burst_sent && !issue) begin
        credit_q <= credit_q - 1'b1;
      end
    end
  end

  hb_dma_bursts #(
    .MAX_BURST  (MAX_BURST),
    .OUTSTANDING(OUTSTANDING)
  ) u_bursts (
    .clk_i    (clk_i),
    .rst_ni   (rst_ni),
    .start_i  (accept),
    .word_i   (address_i[hb_pkg::AXI_ADDR_WIDTH-1:3]),
    .beats_i  (beats_i),
    .retire_i (respond),
    .issue_o  (issue),
    .last_o   (last),
    .valid_o  (m_axi_awvalid),
    .ready_i  (m_axi_awready),
    .address_o(m_axi_awaddr),
    .length_o (m_axi_awlen)
  );

  /* verilator lint_off PINCONNECTEMPTY */
  // Reason: the end of a write is its last response, not its final beat.
  hb_dma_beats #(
    .MAX_BURST(MAX_BURST)
  ) u_beats (
    .clk_i      (clk_i),
    .rst_ni     (rst_ni),
    .start_i    (accept),
    .offset_i   (address_i[LW+2:3]),
    .beats_i    (beats_i),
    .step_i     (s_axis_tvalid && s_axis_tready),
    .active_o   (active),
    .burst_end_o(burst_end),
    .final_o    ()
  );
  /* verilator lint_on PINCONNECTEMPTY */

  hb_skid #(
    .WIDTH(SW + 1)
  ) u_slice (
    .clk_i  (clk_i),
    .rst_ni (rst_ni),
    .valid_i(s_axis_tvalid && active),
    .ready_o(slice_ready),
    .data_i ({burst_end, s_axis_tdata}),
    .valid_o(slice_valid),
    .ready_i(m_axi_wready && granted),
    .data_o ({m_axi_wlast, m_axi_wdata})
  );

endmodule
