// prove_mem: hb_mem gives the word last written to the address of a read, the old word where a
// write meets the read, and holds it while nothing is read.
//
// Unit: hb_mem
// Steps: 1
// Fault:
//   - if (re_i) rdata_o <=
//   + rdata_o <=
// Fault:
//   - rdata_o <= mem[raddr_i[INDEX_BITS-1:0]]
//   + rdata_o <= we_i ? wdata_i : mem[raddr_i[INDEX_BITS-1:0]]
// Fault:
//   - mem[waddr_i[INDEX_BITS-1:0]] <=
//   + mem[raddr_i[INDEX_BITS-1:0]] <=
module prove_mem (
  input logic        clk_i,
  input logic        we_i,
  input logic [15:0] waddr_i,
  input logic [3:0]  wdata_i,
  input logic        re_i,
  input logic [15:0] raddr_i,
  input logic [15:0] address
);

  logic [3:0] rdata_o;

  hb_mem #(.WIDTH(4), .DEPTH(3)) u_dut (.*);

  (* hierconn *) logic [3:0] \u_dut.mem[0] ;
  (* hierconn *) logic [3:0] \u_dut.mem[1] ;
  (* hierconn *) logic [3:0] \u_dut.mem[2] ;

  // One address, any of them, and what was written there last.
  logic [15:0] address_q;
  logic        written_q;
  logic        read_q;
  logic [3:0]  word_q;
  logic [3:0]  seen_q;
  logic [3:0]  stored;
  logic        known;
  assign known = !$initstate && written_q;
  assign stored = address == 16'd0 ? \u_dut.mem[0]
      : address == 16'd1 ? \u_dut.mem[1] : \u_dut.mem[2] ;

  always_comb begin
    assume ($initstate || address == address_q);
    assume (address < 16'd3 && waddr_i < 16'd3 && raddr_i < 16'd3);
    assert (!known || stored == word_q);
    assert ($initstate || !read_q || rdata_o == seen_q);
  end

  always_ff @(posedge clk_i) begin
    address_q <= address;
    written_q <= known || we_i && waddr_i == address;
    if (we_i && waddr_i == address) word_q <= wdata_i;
    read_q <= re_i ? known && raddr_i == address : !$initstate && read_q;
    if (re_i) seen_q <= word_q;
  end

endmodule
