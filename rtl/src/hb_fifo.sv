// hb_fifo: a queue of DEPTH words between two ready/valid handshakes of one clock.
//
// level_o counts the words inside, so that a reader of bursts can reserve room in front of a
// request. The storage is read without a register, which makes it distributed RAM in an FPGA.
//
// Latency: 1 cycle from a word taken to valid_o, if it is the first.
// Throughput: one word in and one word out a cycle; a full queue takes a word the cycle after one
//   has left.
// Handshake: ready/valid on both sides: once high, valid_o stays and data_o is stable until
//   ready_i. ready_o does not depend on valid_i.
// Combinational paths: none from input to output; data_o is read from the storage by a register.
module hb_fifo #(
  parameter int WIDTH = 64,
  parameter int DEPTH = 16
) (
  input  logic                          clk_i,
  input  logic                          rst_ni,
  input  logic                          valid_i,
  output logic                          ready_o,
  input  logic [WIDTH-1:0]              data_i,
  output logic                          valid_o,
  input  logic                          ready_i,
  output logic [WIDTH-1:0]              data_o,
  output logic [hb_pkg::ADDR_WIDTH-1:0] level_o
);

  localparam int AW = hb_pkg::ADDR_WIDTH;
  localparam int INDEX_BITS = (DEPTH > 1) ? $clog2(DEPTH) : 1;
  localparam int LAST_INDEX = DEPTH - 1;
  localparam logic [INDEX_BITS-1:0] LAST = LAST_INDEX[INDEX_BITS-1:0];

  logic [WIDTH-1:0]      mem [DEPTH];
  logic [INDEX_BITS-1:0] read_q;
  logic [INDEX_BITS-1:0] write_q;
  logic                  push;
  logic                  pop;

  assign valid_o = level_o != '0;
  assign ready_o = level_o != DEPTH[AW-1:0];
  assign data_o = mem[read_q];
  assign push = valid_i && ready_o;
  assign pop = valid_o && ready_i;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      read_q  <= '0;
      write_q <= '0;
      level_o <= '0;
    end else begin
      if (push) write_q <= (write_q == LAST) ? '0 : write_q + 1'b1;
      if (pop) read_q <= (read_q == LAST) ? '0 : read_q + 1'b1;
      if (push && !pop) begin
        level_o <= level_o + 16'd1;
      end else if (pop && !push) begin
        level_o <= level_o - 16'd1;
      end
    end
  end

  always_ff @(posedge clk_i) begin
    if (push) mem[write_q] <= data_i;
  end

endmodule
