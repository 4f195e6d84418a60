"""What every signed-in page says: where we are, whose turn it is, the one next thing."""


def whereabouts(request):
    return {}
