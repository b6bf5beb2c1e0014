hardware h { clock MHz }
