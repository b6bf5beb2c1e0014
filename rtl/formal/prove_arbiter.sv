// prove_arbiter: hb_arbiter grants exactly one of the ports that request, if there is one; a grant
// stays until it is accepted or withdrawn; a request that stays is granted after at most three
// accepted turns of the other three ports.
//
// Unit: hb_arbiter
// Steps: 1
// Fault:
//   - accept_i ? from_granted & ~grant_o : from_granted
//   + accept_i ? from_granted & ~grant_o : '1
// Fault:
//   - accept_i ? from_granted & ~grant_o : from_granted
//   + '1
// Fault:
//   - from_granted & ~grant_o : from_granted
//   + from_granted : from_granted
// Fault:
//   - candidates & (~candidates + 1'b1)
//   + candidates & (~request_i + 1'b1)
// Fault:
//   - (preferred != '0) ? preferred : request_i
//   + preferred
// Fault:
//   - else if (request_i != '0) begin
//   + else if (accept_i) begin
module prove_arbiter (
  input logic       clk_i,
  input logic       rst_ni,
  input logic [3:0] request_i,
  input logic       accept_i,
  input logic [1:0] port
);

  logic [3:0] grant_o;

  hb_arbiter #(.PORTS(4)) u_dut (.*);

  (* hierconn *) logic [3:0] \u_dut.first_q ;

  // What was in the cycle before, and the turns that `port` has waited for.
  logic [1:0] port_q;
  logic [3:0] request_q;
  logic [3:0] grant_q;
  logic       accept_q;
  logic       waits;
  logic [2:0] turns_q;
  assign waits = request_i[port] && !grant_o[port];

  always_ff @(posedge clk_i) port_q <= port;
  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      grant_q <= 4'd0;
      turns_q <= 3'd0;
    end else begin
      grant_q <= grant_o;
      accept_q <= accept_i;
      request_q <= request_i;
      turns_q <= waits ? turns_q + {2'd0, accept_i} : 3'd0;
    end
  end

  // How many ports come in front of `port`.
  logic [2:0] ahead;
  always_comb begin
    ahead = 3'd0;
    for (int p = 0; p < 4; p++) begin
      if (p != port && (\u_dut.first_q [p] == \u_dut.first_q [port] ? p < port
          : \u_dut.first_q [p])) ahead = ahead + 3'd1;
    end
  end

  always_comb begin
    assume (!$initstate || !rst_ni);
    assume ($initstate || port == port_q);
    assert ((grant_o & ~request_i) == 4'd0);
    assert ((grant_o & (grant_o - 4'd1)) == 4'd0);
    assert ((grant_o != 4'd0) == (request_i != 4'd0));
    if (!$initstate && rst_ni && grant_q != 4'd0 && !accept_q && (grant_q & request_i) != 4'd0) begin
      assert (grant_o == grant_q);
    end
    assert (turns_q <= 3'd3);
    assert (!request_i[port] || !(turns_q == 3'd3) || grant_o[port]);
    // What makes the above inductive: the preferred ports are those from some port on.
    assert (((~\u_dut.first_q ) & (~\u_dut.first_q + 4'd1)) == 4'd0);
    assert (turns_q + ahead <= 3'd3);
    assert (grant_q == 4'd0 || \u_dut.first_q
        == (accept_q ? ~(grant_q - 4'd1) & ~grant_q : ~(grant_q - 4'd1)));
  end

endmodule
