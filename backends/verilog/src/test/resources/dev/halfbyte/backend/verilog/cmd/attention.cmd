cmd 1
# One causal head over 5 rows of 8 normalized channels: K^T and V become weights, p goes through the side memories.
kernel attention
config rows=1 cols=16 lanes=4 act_bits=4 wgt_bits=4 acc_bits=24 value_bits=33 array=3 engines=1 act_depth=8192 res_depth=4096 wgt_depth=4096 par_depth=512 tables=2 cmd_depth=512 act_side_depth=4096 res_side_depth=4096 wgt_side_depth=0 softmax_row_max=256 norm_row_max=256 gain_depth=256 factor_depth=64 dram=0 pack=0
input x shape=[5x8] rows=5 cols=8
output y shape=[5x16] rows=5 cols=16 bits=16 signed=true scale=0x3f800000 zero=0
image gain memory=gain words=4 offset=0 bytes=64
image exp memory=exp words=256 offset=64 bytes=2048
image par memory=par words=4 offset=2112 bytes=256
image wgt memory=wgt words=6 offset=2368 bytes=192
in image=gain
in image=exp
in image=par
in image=wgt
in input=x first=0 rows=5 bits=16 inverse_scale=0x42800000 storage=s16 zero=0
out output=y first=0 rows=5
load target=gain base=0 words=4
load target=exp base=0 words=256
load target=par base=0 words=4
load target=wgt base=0 words=6
load target=res base=0 words=10
norm res=0 res_stride=2 rows=5 out=0 out_stride=16 count=8 gain=0 rms=false wide=false fraction=11 guard=1 shift=20 zero=0 lo=-8 hi=7 wait=load
gemm act=0 act_stride=16 row_blocks=5 signed=true decode=false wgt=0 wgt_stride=2 tiles=1 wgt_zero=0 k_words=2 par=0 stride=4 column=4 to=wgt_columns out=8 zero=0 lo=-8 hi=7 wait=norm
gemm act=0 act_stride=16 row_blocks=5 signed=true decode=false wgt=2 wgt_stride=2 tiles=1 wgt_zero=-1 k_words=2 par=0 stride=16 column=0 to=act out=80 zero=0 lo=-8 hi=7
gemm act=0 act_stride=16 row_blocks=5 signed=true decode=false wgt=4 wgt_stride=2 tiles=1 wgt_zero=0 k_words=2 par=0 stride=2 column=0 to=wgt_rows out=12 zero=0 lo=-8 hi=7
gemm act=80 act_stride=16 row_blocks=5 signed=true decode=false wgt=8 wgt_stride=4 tiles=1 wgt_zero=0 k_words=4 par=0 stride=4 column=0 to=res out=49152 zero=0 lo=-32768 hi=32767
softmax res=49153 res_stride=4 rows=5 out=49152 out_stride=16 count=5 words=2 zero=0 first_count=1 factor=0 multiplier=40000 shift=16 offset=17 wait=mac
gemm act=49152 act_stride=16 row_blocks=5 signed=false decode=false wgt=12 wgt_stride=2 tiles=1 wgt_zero=0 k_words=2 par=0 factor=0 stride=4 column=0 to=res out=100 zero=0 lo=-32768 hi=32767 wait=softmax
store source=res base=100 stride=20 rows=1 words=20 last=true wait=mac
end
