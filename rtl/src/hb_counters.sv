// hb_counters: the fifteen 64-bit event counters of a run.
//
// Order: cycles, busy of load, mac, ew, store, in stream starved, out stream blocked, sequencer
// waiting, multiply-accumulates, multiply-accumulates skipped, busy of softmax, norm, drain,
// load starved by the DRAM, store blocked by it. They count while running_i and are cleared by
// clear_i.
//
// Latency: read data one cycle after read_i.
// Throughput: one read a cycle.
// Handshake: none.
// Combinational paths: none.
module hb_counters (
  input  logic                              clk_i,
  input  logic                              rst_ni,
  input  logic                              clear_i,
  input  logic                              running_i,
  input  logic [hb_pkg::UNITS-1:0]          unit_busy_i,
  input  logic                              in_starved_i,
  input  logic                              out_blocked_i,
  input  logic                              dram_starved_i,
  input  logic                              dram_blocked_i,
  input  logic                              waiting_i,
  input  logic [hb_pkg::PRODUCTS_WIDTH-1:0] products_i,
  input  logic [hb_pkg::PRODUCTS_WIDTH-1:0] skipped_i,
  input  logic                              read_i,
  input  logic [3:0]                        read_index_i,
  output logic [63:0]                       read_data_o
);

  logic [63:0] cycles_q;
  logic [63:0] load_q;
  logic [63:0] mac_q;
  logic [63:0] ew_q;
  logic [63:0] store_q;
  logic [63:0] starved_q;
  logic [63:0] blocked_q;
  logic [63:0] waiting_q;
  logic [63:0] macs_q;
  logic [63:0] skipped_q;
  logic [63:0] softmax_q;
  logic [63:0] norm_q;
  logic [63:0] drain_q;
  logic [63:0] dram_starved_q;
  logic [63:0] dram_blocked_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      cycles_q  <= '0;
      load_q    <= '0;
      mac_q     <= '0;
      ew_q      <= '0;
      store_q   <= '0;
      starved_q <= '0;
      blocked_q <= '0;
      waiting_q <= '0;
      macs_q    <= '0;
      skipped_q <= '0;
      softmax_q <= '0;
      norm_q    <= '0;
      drain_q   <= '0;
      dram_starved_q <= '0;
      dram_blocked_q <= '0;
    end else if (clear_i) begin
      cycles_q  <= '0;
      load_q    <= '0;
      mac_q     <= '0;
      ew_q      <= '0;
      store_q   <= '0;
      starved_q <= '0;
      blocked_q <= '0;
      waiting_q <= '0;
      macs_q    <= '0;
      skipped_q <= '0;
      softmax_q <= '0;
      norm_q    <= '0;
      drain_q   <= '0;
      dram_starved_q <= '0;
      dram_blocked_q <= '0;
    end else if (running_i) begin
      cycles_q <= cycles_q + 64'd1;
      if (unit_busy_i[hb_pkg::UNIT_LOAD]) load_q <= load_q + 64'd1;
      if (unit_busy_i[hb_pkg::UNIT_MAC]) mac_q <= mac_q + 64'd1;
      if (unit_busy_i[hb_pkg::UNIT_EW]) ew_q <= ew_q + 64'd1;
      if (unit_busy_i[hb_pkg::UNIT_STORE]) store_q <= store_q + 64'd1;
      if (in_starved_i) starved_q <= starved_q + 64'd1;
      if (out_blocked_i) blocked_q <= blocked_q + 64'd1;
      if (waiting_i) waiting_q <= waiting_q + 64'd1;
      macs_q    <= macs_q + {40'd0, products_i};
      skipped_q <= skipped_q + {40'd0, skipped_i};
      if (unit_busy_i[hb_pkg::UNIT_SOFTMAX]) softmax_q <= softmax_q + 64'd1;
      if (unit_busy_i[hb_pkg::UNIT_NORM]) norm_q <= norm_q + 64'd1;
      if (unit_busy_i[hb_pkg::UNIT_DRAIN]) drain_q <= drain_q + 64'd1;
      if (dram_starved_i) dram_starved_q <= dram_starved_q + 64'd1;
      if (dram_blocked_i) dram_blocked_q <= dram_blocked_q + 64'd1;
    end
  end

  always_ff @(posedge clk_i) begin
    if (read_i) begin
      case (read_index_i)
        4'd0:    read_data_o <= cycles_q;
        4'd1:    read_data_o <= load_q;
        4'd2:    read_data_o <= mac_q;
        4'd3:    read_data_o <= ew_q;
        4'd4:    read_data_o <= store_q;
        4'd5:    read_data_o <= starved_q;
        4'd6:    read_data_o <= blocked_q;
        4'd7:    read_data_o <= waiting_q;
        4'd8:    read_data_o <= macs_q;
        4'd9:    read_data_o <= skipped_q;
        4'd10:   read_data_o <= softmax_q;
        4'd11:   read_data_o <= norm_q;
        4'd12:   read_data_o <= drain_q;
        4'd13:   read_data_o <= dram_starved_q;
        default: read_data_o <= dram_blocked_q;
      endcase
    end
  end

endmodule
