'use strict';
// Does what the hosts file does, for one process: the hosts of the region are this machine. It also
// leads their port to one that everybody may listen on.

const net = require('node:net');

const { connect } = net.Socket.prototype;
net.Socket.prototype.connect = function (...given) {
  const [first] = Array.isArray(given[0]) ? given[0] : given;
  if (typeof first?.host === 'string' && first.host.endsWith('.mypurecloud.com')) {
    first.host = '127.0.0.1';
    first.port = Number(process.env.REGION_PORT);
  }
  return connect.apply(this, given);
};
