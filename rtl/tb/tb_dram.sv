// tb_dram: a memory behind AXI4 for simulation: BEATS words of 8 bytes from address 0, one id.
//
// The first beat of a read comes LATENCY cycles after its address was taken, the response of a write
// as long after its last beat, or its address if that came later. With STALL every handshake pauses
// in that percentage of the cycles, and latencies are drawn from 1 to LATENCY; without it the cycles
// are those of Timing. Bursts are INCR of beats of 8 bytes; others are answered with SLVERR, accesses
// outside with DECERR. Whoever instantiates it fills `content`.
module tb_dram #(
  parameter int BEATS   = 1024,
  parameter int LATENCY = 64,
  parameter int STALL   = 0,
  parameter int SEED    = 1
) (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic [31:0] s_axi_araddr,
  input  logic [7:0]  s_axi_arlen,
  input  logic [2:0]  s_axi_arsize,
  input  logic [1:0]  s_axi_arburst,
  input  logic        s_axi_arvalid,
  output logic        s_axi_arready,
  output logic [63:0] s_axi_rdata,
  output logic [1:0]  s_axi_rresp,
  output logic        s_axi_rlast,
  output logic        s_axi_rvalid,
  input  logic        s_axi_rready,
  input  logic [31:0] s_axi_awaddr,
  input  logic [7:0]  s_axi_awlen,
  input  logic [2:0]  s_axi_awsize,
  input  logic [1:0]  s_axi_awburst,
  input  logic        s_axi_awvalid,
  output logic        s_axi_awready,
  input  logic [63:0] s_axi_wdata,
  input  logic [7:0]  s_axi_wstrb,
  input  logic        s_axi_wlast,
  input  logic        s_axi_wvalid,
  output logic        s_axi_wready,
  output logic [1:0]  s_axi_bresp,
  output logic        s_axi_bvalid,
  input  logic        s_axi_bready
);

  // Requests wait in rings: the master has a few bursts open, of 256 beats at most.
  localparam int OPEN = 16;
  localparam int WAITING = 4096;

  logic [63:0] content [0:BEATS-1];

  int          read_beat  [0:OPEN-1];
  int          read_left  [0:OPEN-1];
  int          read_due   [0:OPEN-1];
  logic        read_bad   [0:OPEN-1];
  int          write_beat [0:OPEN-1];
  int          write_left [0:OPEN-1];
  int          write_due  [0:OPEN-1];
  logic [1:0]  write_resp [0:OPEN-1];
  logic [72:0] data       [0:WAITING-1];
  int          reads;
  int          reads_done;
  int          writes;
  int          writes_done;
  int          writes_filled;
  int          data_in;
  int          data_out;
  int          cycle;
  logic [31:0] random;

  function automatic logic [31:0] step(input logic [31:0] state);
    step = state * 32'd1664525 + 32'd1013904223;
  endfunction

  task automatic draw(output logic pauses);
    random = step(random);
    pauses = int'({16'd0, random[31:16]} % 100) < STALL;
  endtask

  task automatic latency(output int cycles);
    random = step(random);
    cycles = (STALL == 0) ? LATENCY : 1 + ({16'd0, random[31:16]} % LATENCY);
  endtask

  task automatic take;
    int wait_cycles;
    if (s_axi_arvalid && s_axi_arready) begin
      latency(wait_cycles);
      read_beat[reads % OPEN] = int'(s_axi_araddr[31:3]);
      read_left[reads % OPEN] = int'(s_axi_arlen) + 1;
      read_due[reads % OPEN] = cycle + wait_cycles;
      read_bad[reads % OPEN] =
          s_axi_arsize != 3'd3 || s_axi_arburst != 2'b01 || s_axi_araddr[2:0] != 3'd0;
      reads = reads + 1;
    end
    if (s_axi_awvalid && s_axi_awready) begin
      write_beat[writes % OPEN] = int'(s_axi_awaddr[31:3]);
      write_left[writes % OPEN] = int'(s_axi_awlen) + 1;
      write_resp[writes % OPEN] =
          (s_axi_awsize != 3'd3 || s_axi_awburst != 2'b01 || s_axi_awaddr[2:0] != 3'd0)
          ? 2'b10 : 2'b00;
      writes = writes + 1;
    end
    if (s_axi_wvalid && s_axi_wready) begin
      data[data_in % WAITING] = {s_axi_wlast, s_axi_wstrb, s_axi_wdata};
      data_in = data_in + 1;
    end
    // Data may come before their address.
    while (data_out != data_in && writes_filled != writes) begin
      if (write_beat[writes_filled % OPEN] < BEATS) begin
        for (int b = 0; b < 8; b++) begin
          if (data[data_out % WAITING][64 + b]) begin
            content[write_beat[writes_filled % OPEN]][8*b +: 8] =
                data[data_out % WAITING][8*b +: 8];
          end
        end
      end else begin
        write_resp[writes_filled % OPEN] = 2'b11;
      end
      write_beat[writes_filled % OPEN] = write_beat[writes_filled % OPEN] + 1;
      write_left[writes_filled % OPEN] = write_left[writes_filled % OPEN] - 1;
      if (data[data_out % WAITING][72] != (write_left[writes_filled % OPEN] == 0)) begin
        write_resp[writes_filled % OPEN] = 2'b10;
      end
      if (write_left[writes_filled % OPEN] == 0) begin
        latency(wait_cycles);
        write_due[writes_filled % OPEN] = cycle + wait_cycles;
        writes_filled = writes_filled + 1;
      end
      data_out = data_out + 1;
    end
  endtask

  task automatic offer;
    logic pauses;
    draw(pauses);
    if (!s_axi_rvalid || s_axi_rready) begin
      s_axi_rvalid <= 1'b0;
      if (reads_done != reads && read_due[reads_done % OPEN] <= cycle + 1 && !pauses) begin
        s_axi_rvalid <= 1'b1;
        s_axi_rlast <= read_left[reads_done % OPEN] == 1;
        if (read_beat[reads_done % OPEN] < BEATS) begin
          s_axi_rdata <= content[read_beat[reads_done % OPEN]];
          s_axi_rresp <= read_bad[reads_done % OPEN] ? 2'b10 : 2'b00;
        end else begin
          s_axi_rdata <= '0;
          s_axi_rresp <= 2'b11;
        end
        read_beat[reads_done % OPEN] = read_beat[reads_done % OPEN] + 1;
        read_left[reads_done % OPEN] = read_left[reads_done % OPEN] - 1;
        if (read_left[reads_done % OPEN] == 0) reads_done = reads_done + 1;
      end
    end
    draw(pauses);
    if (!s_axi_bvalid || s_axi_bready) begin
      s_axi_bvalid <= 1'b0;
      if (writes_done != writes_filled && write_due[writes_done % OPEN] <= cycle + 1 && !pauses)
      begin
        s_axi_bvalid <= 1'b1;
        s_axi_bresp <= write_resp[writes_done % OPEN];
        writes_done = writes_done + 1;
      end
    end
    draw(pauses);
    s_axi_arready <= !pauses && reads - reads_done < OPEN - 1;
    draw(pauses);
    s_axi_awready <= !pauses && writes - writes_done < OPEN - 1;
    draw(pauses);
    s_axi_wready <= !pauses;
  endtask

  always @(posedge clk_i) begin
    if (!rst_ni) begin
      s_axi_arready <= 1'b0;
      s_axi_rdata <= '0;
      s_axi_rresp <= 2'b00;
      s_axi_rlast <= 1'b0;
      s_axi_rvalid <= 1'b0;
      s_axi_awready <= 1'b0;
      s_axi_wready <= 1'b0;
      s_axi_bresp <= 2'b00;
      s_axi_bvalid <= 1'b0;
      reads = 0;
      reads_done = 0;
      writes = 0;
      writes_done = 0;
      writes_filled = 0;
      data_in = 0;
      data_out = 0;
      cycle = 0;
      random = SEED;
    end else begin
      take;
      offer;
      cycle = cycle + 1;
    end
  end

endmodule
