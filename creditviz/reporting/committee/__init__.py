"""What a committee asks for, signs and takes away."""
