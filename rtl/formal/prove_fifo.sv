// prove_fifo: hb_fifo gives every word it took once, in order; it refuses words only when full and
// has none to give only when empty; its level is the number of words inside. For a depth that is no
// power of two.
//
// Unit: hb_fifo
// Steps: 1
// Fault:
//   - assign ready_o = level_o != DEPTH[AW-1:0];
//   + assign ready_o = level_o != DEPTH[AW-1:0] || ready_i;
// Fault:
//   - write_q <= (write_q == LAST)
//   + write_q <= (write_q == '1)
// Fault:
//   - push && !pop
//   + push
// Fault:
//   - pop && !push
//   + pop
// Fault:
//   - if (pop) read_q
//   + if (ready_i) read_q
// Fault:
//   - if (push) mem
//   + if (valid_i) mem
// Fault:
//   - level_o != '0;
//   + level_o[0];
module prove_fifo (
  input logic       clk_i,
  input logic       rst_ni,
  input logic       valid_i,
  input logic       ready_i,
  input logic [3:0] data_i
);

  localparam int DEPTH = 5;

  logic        ready_o;
  logic        valid_o;
  logic [3:0]  data_o;
  logic [15:0] level_o;

  hb_fifo #(.WIDTH(4), .DEPTH(DEPTH)) u_dut (.*);

  (* hierconn *) logic [2:0] \u_dut.read_q ;
  (* hierconn *) logic [2:0] \u_dut.write_q ;
  (* hierconn *) logic [3:0] \u_dut.mem[0] ;
  (* hierconn *) logic [3:0] \u_dut.mem[1] ;
  (* hierconn *) logic [3:0] \u_dut.mem[2] ;
  (* hierconn *) logic [3:0] \u_dut.mem[3] ;
  (* hierconn *) logic [3:0] \u_dut.mem[4] ;

  // The queue as a row of words that move up by one when the first leaves.
  logic [15:0]        count_q;
  logic [4*DEPTH-1:0] words_q;
  logic               push;
  logic               pop;
  logic [15:0]        left;
  assign push = valid_i && count_q != 16'd5;
  assign pop = ready_i && count_q != 16'd0;
  assign left = count_q - {15'd0, pop};

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) count_q <= 16'd0;
    else count_q <= left + {15'd0, push};
  end
  always_ff @(posedge clk_i) begin
    for (int i = 0; i < DEPTH; i++) begin
      if (push && left == i) words_q[4*i +: 4] <= data_i;
      else if (pop && i + 1 < DEPTH) words_q[4*i +: 4] <= words_q[4*(i+1) +: 4];
    end
  end

  logic [19:0] memory;
  logic [2:0]  place [DEPTH];
  assign memory =
      {\u_dut.mem[4] , \u_dut.mem[3] , \u_dut.mem[2] , \u_dut.mem[1] , \u_dut.mem[0] };

  always_comb begin
    assume (!$initstate || !rst_ni);
    assert (count_q <= 16'd5);
    assert (ready_o == (count_q != 16'd5));
    assert (valid_o == (count_q != 16'd0));
    assert (level_o == count_q);
    assert (!valid_o || data_o == words_q[3:0]);
    // What makes the above inductive.
    assert (\u_dut.read_q < 3'd5 && \u_dut.write_q < 3'd5);
    assert ((\u_dut.read_q + count_q) % 16'd5 == \u_dut.write_q );
    for (int i = 0; i < DEPTH; i++) begin
      place[i] = \u_dut.read_q + i >= DEPTH ? \u_dut.read_q + i - DEPTH : \u_dut.read_q + i;
      assert (count_q <= i || memory[4*place[i] +: 4] == words_q[4*i +: 4]);
    end
  end

endmodule
